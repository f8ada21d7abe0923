using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>The commands of the course that Berth begins with, on a Debian root file system.</summary>
public sealed class CourseTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Fact]
    public void Date_is_printed_and_nothing_of_the_container_remains()
    {
        NeedDebian();
        CommandResult result = Berth("run", "--rm", Sandbox.Debian, "date").Succeeds();
        Assert.Contains(DateTime.UtcNow.Year.ToString(), result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
        Assert.DoesNotContain(Sandbox.Debian, Berth("ps", "-a").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shell_on_a_terminal_is_a_session_of_its_own()
    {
        NeedDebian();
        using Terminal terminal = OnTerminal("run", "--rm", "-it", Sandbox.Debian, "/bin/bash");
        terminal.Await("# ");
        terminal.Type("tty; id -u; echo $TERM-$$\n");
        terminal.Await("/dev/pts/0");
        terminal.Await("xterm-1");
        terminal.Type("exit 7\n");
        Assert.Equal(7, terminal.Finish());
    }

    [Fact]
    public void Free_space_is_shown_on_a_terminal()
    {
        NeedDebian();
        using Terminal terminal = OnTerminal("run", "--rm", "-it", Sandbox.Debian, "df", "-h");
        terminal.Await("Mounted on");
        terminal.Await(" /\r\n");
        Assert.Equal(0, terminal.Finish());
    }

    [Fact]
    public void A_pipeline_in_bash_counts_the_programs()
    {
        NeedDebian();
        Assert.True(int.Parse(Berth("run", "--rm", Sandbox.Debian, "/bin/bash", "-c", "ls /bin | wc -l").Succeeds().Text) > 50);
    }

    [Fact]
    public void Data_comes_in_read_only_and_results_go_out()
    {
        NeedDebian();
        string input = Sandbox.NewDirectory();
        string output = Sandbox.NewDirectory();
        File.WriteAllText(Path.Combine(input, "numbers"), "1\n2\n3\n");
        using Terminal terminal = OnTerminal("run", "--rm", "-it", "-v", $"{input}:/input:ro", "-v", $"{output}:/output", Sandbox.Debian, "/bin/bash");
        terminal.Await("# ");
        terminal.Type("tac /input/numbers > /output/reversed; touch /input/x; exit\n");
        terminal.Await("Read-only file system");
        terminal.Finish();
        Assert.Equal("3\n2\n1\n", File.ReadAllText(Path.Combine(output, "reversed")));
        Assert.False(File.Exists(Path.Combine(input, "x")));
    }

    [Fact]
    public void A_container_is_listed_stopped_and_removed_by_the_start_of_its_id()
    {
        string id = Background(["--name", "listed"], "sleep", "100");
        string running = Berth("ps").Succeeds().Output;
        Assert.Contains(id[..12], running, StringComparison.Ordinal);
        Assert.Contains("listed", running, StringComparison.Ordinal);
        Assert.Contains("Up ", running, StringComparison.Ordinal);
        Berth("stop", "-t", "1", id[..6]).Prints(id[..6]);
        Assert.DoesNotContain("listed", Berth("ps").Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("Exited (137)", Berth("ps", "-a").Succeeds().Output, StringComparison.Ordinal);
        Berth("rm", id[..6]).Prints(id[..6]);
        Assert.DoesNotContain("listed", Berth("ps", "-a").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_is_imported_listed_tagged_and_removed()
    {
        string tar = Path.Combine(Sandbox.Location, "busybox.tar");
        Assert.StartsWith("sha256:", Berth("import", tar, "mine:1").Succeeds().Text, StringComparison.Ordinal);
        string[] table = Berth("images").Succeeds().Lines;
        Assert.StartsWith("REPOSITORY", table[0], StringComparison.Ordinal);
        Assert.Contains(table, line => line.StartsWith("mine ", StringComparison.Ordinal) && line.Contains(" 1 ", StringComparison.Ordinal));
        Berth("tag", "mine:1", "yours:2").Succeeds();
        Berth("rmi", "mine:1").Succeeds();
        Berth("run", "--rm", "yours:2", "echo", "still here").Prints("still here");
        Berth("rmi", "yours:2").Succeeds();
        Assert.DoesNotContain("yours", Berth("images").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_volume_keeps_its_data_between_containers()
    {
        InContainer("echo kept > /mydata/file", "-v", "mydata:/mydata").Succeeds();
        InContainer("cat /mydata/file", "-v", "mydata:/mydata").Prints("kept");
    }

    [Fact]
    public void Packages_could_be_fetched_because_a_container_reaches_hosts_outside()
    {
        Machine.NeedOutside();
        InContainer($"wget -q -O - http://{Sandbox.OutsideAddress}/").Prints(Sandbox.OutsidePage);
    }
}
