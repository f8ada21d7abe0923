using Berth.Oci;

namespace Berth.Images.Tests;

public sealed class ImageChangesTests
{
    private static ImageConfig Apply(params string[] changes) => ImageChanges.Apply(new ImageConfig(), changes);

    [Fact]
    public void Commands_have_an_exec_and_a_shell_form()
    {
        Assert.Equal(["a", "b c"], Apply("CMD [\"a\", \"b c\"]").Cmd!);
        Assert.Equal(["/bin/sh", "-c", "echo hi"], Apply("cmd echo hi").Cmd!);
        Assert.Equal(["/bin/sh", "-c", "[x"], Apply("ENTRYPOINT [x").Entrypoint!);
    }

    [Fact]
    public void Variables_and_labels_take_quotes_and_the_old_form()
    {
        Assert.Equal(["A=1 2", "B=x\"y", "C= z"], Apply("ENV A=\"1 2\" B=x\\\"y C=' z'").Env!);
        Assert.Equal(["A=some words"], Apply("ENV A some words").Env!);
        Assert.Equal(["A=2"], Apply("ENV A=1", "ENV A=2").Env!);
        Assert.Equal("v w", Apply("LABEL \"a.b\"=\"v w\"").Labels!["a.b"]);
    }

    [Fact]
    public void Ports_volumes_and_directories_are_normalised()
    {
        Assert.Equal(["80/tcp", "53/udp", "1/tcp", "2/tcp"], Apply("EXPOSE 80 53/UDP", "EXPOSE 1-2 80/tcp").ExposedPorts!);
        Assert.Equal(["/a", "/b c"], Apply("VOLUME [\"/a\",\"/b c\"]", "VOLUME /a").Volumes!);
        Assert.Equal("/srv/app/x", Apply("WORKDIR /srv/app", "WORKDIR ./x").WorkingDir);
        Assert.Equal(("app", "SIGQUIT"), (Apply("USER app").User, Apply("STOPSIGNAL SIGQUIT").StopSignal));
    }

    [Fact]
    public void A_healthcheck_has_options_and_a_command()
    {
        Healthcheck check = Apply("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD curl -f http://localhost/").Healthcheck!;
        Assert.Equal((90_000_000_000, 500_000_000, 3), (check.Interval, check.Timeout, check.Retries));
        Assert.Equal(["CMD-SHELL", "curl -f http://localhost/"], check.Test!);
        Assert.Equal(["NONE"], Apply("HEALTHCHECK NONE").Healthcheck!.Test!);
    }

    [Theory]
    [InlineData("RUN true", "run is not a valid change command")]
    [InlineData("FOO x", "unknown instruction: FOO")]
    [InlineData("CMD", "CMD requires at least one argument")]
    [InlineData("ENV A", "ENV must have two arguments")]
    [InlineData("ENV A=1 B", "Syntax error - can't find = in \"B\". Must be of the form: name=value")]
    [InlineData("EXPOSE 99999", "invalid containerPort: 99999")]
    [InlineData("HEALTHCHECK --interval=soon CMD x", "HEALTHCHECK: --interval: invalid duration \"soon\"")]
    [InlineData("ONBUILD FROM x", "FROM isn't allowed as an ONBUILD trigger")]
    [InlineData("CMD: x", "unknown instruction: CMD:")]
    public void A_wrong_instruction_is_told(string change, string message) =>
        Assert.Equal(message, Assert.Throws<EngineException>(() => Apply(change)).Message);
}
