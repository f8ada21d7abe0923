using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>Slips and hostile input: docker's exit code, one or two clear lines, nothing left behind (the base class looks).</summary>
public sealed class WrongInputTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    public static TheoryData<int, string, string[]> Slips => new()
    {
        { 125, "nosuchimage", ["run", "--rm", "--pull", "never", "nosuchimage", "true"] },
        { 127, "nosuchcommand", ["run", "--rm", Sandbox.Busybox, "nosuchcommand"] },
        { 127, "/no/such/path", ["run", "--rm", Sandbox.Busybox, "/no/such/path"] },
        { 126, "/etc/plain", ["run", "--rm", Sandbox.Busybox, "/etc/plain"] },
        { 126, "/etc", ["run", "--rm", Sandbox.Busybox, "/etc"] },
        { 125, "nosuchuser", ["run", "--rm", "-u", "nosuchuser", Sandbox.Busybox, "true"] },
        { 125, "nosuchgroup", ["run", "--rm", "-u", "0:nosuchgroup", Sandbox.Busybox, "true"] },
        { 125, "/dev/nosuchdevice", ["run", "--rm", "--device", "/dev/nosuchdevice", Sandbox.Busybox, "true"] },
        { 125, "12monkeys", ["run", "--rm", "--memory", "12monkeys", Sandbox.Busybox, "true"] },
        { 125, "NOSUCHSIG", ["run", "--rm", "--stop-signal", "NOSUCHSIG", Sandbox.Busybox, "true"] },
        { 125, "nosuchcap", ["run", "--rm", "--cap-add", "nosuchcap", Sandbox.Busybox, "true"] },
        { 125, "--nosuchflag", ["run", "--rm", "--nosuchflag", Sandbox.Busybox, "true"] },
        { 125, "nosuchnetwork", ["run", "--rm", "--network", "nosuchnetwork", Sandbox.Busybox, "true"] },
        { 125, "relative", ["run", "--rm", "-v", "/tmp:relative", Sandbox.Busybox, "true"] },
        { 125, "nosuchmode", ["run", "--rm", "-v", "/tmp:/x:nosuchmode", Sandbox.Busybox, "true"] },
        { 125, "bad name", ["run", "--rm", "--name", "bad name", Sandbox.Busybox, "true"] },
        { 125, "/nosuchfile", ["run", "--rm", "--env-file", "/nosuchfile", Sandbox.Busybox, "true"] },
        { 125, "INVALID", ["run", "--rm", "INVALID:image:name", "true"] },
        { 1, "nosuchcontainer", ["stop", "nosuchcontainer"] },
        { 1, "nosuchcontainer", ["rm", "nosuchcontainer"] },
        { 1, "nosuchcontainer", ["logs", "nosuchcontainer"] },
        { 1, "nosuchcontainer", ["exec", "nosuchcontainer", "true"] },
        { 1, "nosuchcontainer", ["inspect", "nosuchcontainer"] },
        { 1, "nosuchimage", ["rmi", "nosuchimage"] },
        { 1, "/nosuch.tar", ["import", "/nosuch.tar", "x"] },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void A_slip_gets_its_exit_code_and_a_line_that_names_it(int code, string named, string[] arguments)
    {
        CommandResult result = Berth(arguments).Exits(code);
        Assert.Contains(named, result.Error, StringComparison.OrdinalIgnoreCase);
        AssertClear(result);
    }

    [Fact]
    public void A_missing_interpreter_is_named()
    {
        CommandResult result = Berth("run", "--rm", Sandbox.Busybox, "/bin/no-interpreter");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("/nonexistent/interpreter", result.Error, StringComparison.Ordinal);
        AssertClear(result);
    }

    [Fact]
    public void A_script_with_carriage_returns_gets_a_hint()
    {
        CommandResult result = Berth("run", "--rm", Sandbox.Busybox, "/bin/crlf");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("(CRLF)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_in_use_is_refused_and_the_holder_is_named()
    {
        string id = Background(["--name", "taken"], "sleep", "100");
        CommandResult refused = Berth("run", "--rm", "--name", "taken", Sandbox.Busybox, "true").Exits(125);
        Assert.Contains("taken", refused.Error, StringComparison.Ordinal);
        Assert.Contains(id[..12], refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_flag_is_suggested() =>
        Assert.Contains("--name", Berth("run", "--nmae", "x", Sandbox.Busybox, "true").Exits(125).Error, StringComparison.Ordinal);

    [Fact]
    public void Of_two_containers_that_want_one_name_one_gets_it()
    {
        RunningCommand[] both = Enumerable.Range(0, 8).Select(_ => StartBerth("run", "-d", "--name", "raced", Sandbox.Busybox, "sleep", "100")).ToArray();
        int[] codes = both.Select(one => one.Finish(TimeSpan.FromSeconds(30)).ExitCode).ToArray();
        RemoveAtEnd("raced");
        Assert.Single(codes, 0);
        Assert.Equal(7, codes.Count(code => code == 125));
    }

    [Fact]
    public void A_corrupt_archive_is_refused_and_no_image_remains()
    {
        string folder = Sandbox.NewDirectory();
        byte[] whole = File.ReadAllBytes(Path.Combine(Sandbox.Location, "busybox.tar"));
        string cut = Path.Combine(folder, "cut.tar");
        File.WriteAllBytes(cut, whole[..(whole.Length / 2)]);
        string noise = Path.Combine(folder, "noise.tar");
        byte[] random = new byte[100_000];
        new Random(1).NextBytes(random);
        File.WriteAllBytes(noise, random);
        foreach (string tar in (string[])[cut, noise])
        {
            CommandResult result = Berth("import", tar, "corrupt");
            Assert.NotEqual(0, result.ExitCode);
            AssertClear(result);
        }

        Assert.DoesNotContain("corrupt", Berth("images").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_cannot_write_outside_its_layer()
    {
        string folder = Sandbox.NewDirectory();
        string victim = Path.Combine(folder, "victim");
        Directory.CreateDirectory(victim);
        // A link that leaves the root, then a file through it; and plain ".." and absolute names.
        Command.Shell($"""
            cd {folder} && mkdir a b && ln -s {victim} a/out && mkdir b/out && echo x > b/out/through
            tar -C a -cf link.tar out && tar -C b -rf link.tar out/through
            echo x > f && tar -P -cf dots.tar --transform 's,^f$,../../../../../../../../../..{victim}/dots,' f
            tar -P -cf absolute.tar --transform 's,^f$,{victim}/absolute,' f
            """).Succeeds();
        foreach (string tar in (string[])["link.tar", "dots.tar", "absolute.tar"])
        {
            CommandResult result = Berth("import", Path.Combine(folder, tar), "hostile");
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(victim));
            Sandbox.Command("rmi", "hostile").Run();
        }
    }

    [Fact]
    public void A_full_disk_is_reported_in_one_line()
    {
        string folder = Sandbox.NewDirectory();
        Command.Shell($"mount -t tmpfs -o size=300k tmpfs {folder}").Succeeds();
        try
        {
            CommandResult result = Berth("--data-root", folder, "import", Path.Combine(Sandbox.Location, "busybox.tar"), "x");
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("space", result.Error, StringComparison.OrdinalIgnoreCase);
            AssertClear(result);
        }
        finally
        {
            Command.Shell($"umount {folder}").Succeeds();
        }
    }

    [Fact]
    public void A_bundle_with_nonsense_for_a_configuration_is_refused()
    {
        string bundle = Sandbox.NewDirectory();
        foreach (string nonsense in (string[])["", "{", "[]", "{\"ociVersion\":7}", "{\"ociVersion\":\"1.0.2\",\"process\":{\"args\":[]}}"])
        {
            File.WriteAllText(Path.Combine(bundle, "config.json"), nonsense);
            CommandResult result = Berth("runtime", "run", "--bundle", bundle, "nonsense");
            Assert.NotEqual(0, result.ExitCode);
            AssertClear(result);
        }
    }

    [Fact]
    public void Another_engine_s_address_is_refused_rather_than_ignored()
    {
        Command command = Sandbox.Command("ps");
        command.Environment["DOCKER_HOST"] = "tcp://192.0.2.1:2375";
        CommandResult result = command.Run();
        Assert.SkipWhen(!Machine.HasVerb("ps"), "the binary lacks the verb 'ps'");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("DOCKER_HOST", result.Error, StringComparison.Ordinal);
    }

    private static void AssertClear(CommandResult result)
    {
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(lines.Count(line => !line.StartsWith("See '", StringComparison.Ordinal) && !line.StartsWith("Run '", StringComparison.Ordinal)), 1, 3);
    }
}
