using Berth.Cli.CommandLine;

namespace Berth.Cli.Tests.CommandLine;

public sealed class OptionParserTests
{
    private readonly Switch _interactive = new("interactive", 'i', "");
    private readonly Switch _tty = new("tty", 't', "");
    private readonly Switch _remove = new("rm", '\0', "");
    private readonly Switch _proxy = new("sig-proxy", '\0', "", value: true);
    private readonly TextOption _name = new("name", '\0', "");
    private readonly TextOption _memory = new("memory", 'm', "");
    private readonly NumberOption _pids = new("pids-limit", '\0', "");
    private readonly ListOption _env = new("env", 'e', "");

    private List<string> Parse(string line, bool stop = true)
    {
        var parser = new OptionParser([_interactive, _tty, _remove, _proxy, _name, _memory, _pids, _env], stop);
        return parser.Parse(line.Split(' '));
    }

    [Fact]
    public void Options_end_at_the_image()
    {
        Assert.Equal(["alpine", "ls", "-l", "-e", "x"], Parse("-it -e A=1 alpine ls -l -e x"));
        Assert.True(_interactive.Value && _tty.Value);
        Assert.Equal(["A=1"], _env.Values);
    }

    [Fact]
    public void Options_may_follow_arguments_where_the_verb_allows_it()
    {
        Assert.Equal(["a", "b"], Parse("a --name x b", stop: false));
        Assert.Equal("x", _name.Value);
    }

    [Fact]
    public void A_double_dash_ends_the_options_and_is_dropped_once() => Assert.Equal(["-x", "--", "y"], Parse("--rm -- -x -- y", stop: false));

    [Fact]
    public void A_second_dash_after_the_image_is_the_container_s() => Assert.Equal(["img", "--", "x"], Parse("img -- x"));

    [Fact]
    public void A_single_dash_is_an_argument() => Assert.Equal(["-", "x"], Parse("- x", stop: false));

    [Theory]
    [InlineData("-m512m i")]
    [InlineData("-m=512m i")]
    [InlineData("-m 512m i")]
    [InlineData("--memory=512m i")]
    [InlineData("--memory 512m i")]
    [InlineData("-itm512m i")]
    [InlineData("--memory 1g --memory 512m i")]
    public void A_value_may_be_attached_in_every_way_and_the_last_one_wins(string line)
    {
        Assert.Equal(["i"], Parse(line));
        Assert.Equal("512m", _memory.Value);
    }

    [Fact]
    public void A_switch_takes_a_value_only_after_an_equals_sign()
    {
        Assert.Equal(["false", "img"], Parse("--rm false img"));
        Assert.True(_remove.Value);
        Parse("--sig-proxy=false --rm=0 img");
        Assert.False(_proxy.Value || _remove.Value);
    }

    [Fact]
    public void A_short_value_keeps_its_equals_sign()
    {
        Parse("-ePATH=x -e=Y=z img");
        Assert.Equal(["PATH=x", "Y=z"], _env.Values);
    }

    [Theory]
    [InlineData("--foo x", "unknown flag: --foo", null)]
    [InlineData("--nmae x", "unknown flag: --nmae", "did you mean --name?")]
    [InlineData("--mem 5m x", "unknown flag: --mem", "did you mean --memory?")]
    [InlineData("-itZ x", "unknown shorthand flag: 'Z' in -Z", null)]
    [InlineData("-name x", "unknown shorthand flag: 'n' in -name", "did you mean --name?")]
    [InlineData("--name", "flag needs an argument: --name", null)]
    [InlineData("-ie", "flag needs an argument: 'e' in -e", null)]
    [InlineData("---x", "bad flag syntax: ---x", null)]
    [InlineData("--=x", "bad flag syntax: --=x", null)]
    [InlineData("--rm=flase x", "invalid argument \"flase\" for \"--rm\" flag: strconv.ParseBool: parsing \"flase\": invalid syntax", "did you mean --rm=false?")]
    [InlineData("--pids-limit x y", "invalid argument \"x\" for \"--pids-limit\" flag: strconv.ParseInt: parsing \"x\": invalid syntax", null)]
    [InlineData("--pids-limit 99999999999999999999 y", "invalid argument \"99999999999999999999\" for \"--pids-limit\" flag: strconv.ParseInt: parsing \"99999999999999999999\": value out of range", null)]
    public void A_slip_gets_docker_s_message_and_the_likely_intention(string line, string message, string? hint)
    {
        UsageException failure = Assert.Throws<UsageException>(() => Parse(line));
        Assert.Equal(message, failure.Message);
        Assert.Equal(hint, failure.Hint);
        Assert.Equal(125, failure.ExitCode);
    }

    [Theory]
    [InlineData("0x10", 16)]
    [InlineData("-0b11", -3)]
    [InlineData("010", 8)]
    [InlineData("+7", 7)]
    public void Numbers_are_read_as_go_reads_them(string text, long value)
    {
        Assert.Null(_pids.Set(text));
        Assert.Equal(value, _pids.Value);
    }
}
