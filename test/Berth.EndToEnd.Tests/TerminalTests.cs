using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>`-it` as a person meets it: window size, keys, detaching, and a terminal that is as before afterwards.</summary>
public sealed class TerminalTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Fact]
    public void The_window_has_the_caller_s_size_and_follows_it()
    {
        using Terminal terminal = OnTerminal("run", "--rm", "-it", Sandbox.Busybox, "sh");
        terminal.Await("# ");
        terminal.Type("stty size\n");
        terminal.Await("24 80");
        terminal.Resize(40, 132);
        Thread.Sleep(200);
        terminal.Type("stty size\n");
        terminal.Await("40 132");
        terminal.Type("exit\n");
        Assert.Equal(0, terminal.Finish());
    }

    [Fact]
    public void Keys_go_to_the_program_even_control_c()
    {
        using Terminal terminal = OnTerminal("run", "--rm", "-it", Sandbox.Busybox, "sh", "-c", "trap 'echo interrupted; exit 3' INT; echo ready; while :; do sleep 0.05; done");
        terminal.Await("ready");
        terminal.Type("\x03");
        terminal.Await("interrupted");
        Assert.Equal(3, terminal.Finish());
    }

    [Fact]
    public void Detaching_leaves_the_container_running_and_attaching_returns()
    {
        using (Terminal terminal = OnTerminal("run", "-it", "--name", "left", Sandbox.Busybox, "sh"))
        {
            RemoveAtEnd("left");
            terminal.Await("# ");
            terminal.Type("echo one-$((1 + 1))\n");
            terminal.Await("one-2");
            terminal.Type("\x10\x11");
            Assert.Equal(0, terminal.Finish());
        }

        Berth("ps", "--format", "{{.Names}}").Prints("left");
        using Terminal again = OnTerminal("attach", "left");
        again.Type("echo two-$((2 + 1))\n");
        again.Await("two-3");
        again.Type("exit 5\n");
        Assert.Equal(5, again.Finish());
    }

    [Fact]
    public void The_detach_keys_can_be_chosen()
    {
        using Terminal terminal = OnTerminal("run", "-it", "--name", "keys", "--detach-keys", "ctrl-x,d", Sandbox.Busybox, "sh");
        RemoveAtEnd("keys");
        terminal.Await("# ");
        terminal.Type("\x18" + "d");
        Assert.Equal(0, terminal.Finish());
    }

    [Fact]
    public void The_terminal_s_settings_are_restored()
    {
        using Terminal terminal = OnTerminal("run", "--rm", "-it", Sandbox.Busybox, "sh", "-c", "echo ready; read x");
        terminal.Await("ready");
        string during = terminal.Settings();
        terminal.Type("\n");
        terminal.Finish();
        Assert.NotEqual(during, terminal.Settings());
        Assert.Contains("icanon", Command.Shell($"stty -a -F {terminal.Path}").Output.Replace("-icanon", "raw", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_terminal_s_settings_are_restored_when_the_container_is_killed()
    {
        using Terminal terminal = OnTerminal("run", "--rm", "-it", "--name", "shot", Sandbox.Busybox, "sh", "-c", "echo ready; read x");
        terminal.Await("ready");
        Berth("kill", "shot").Succeeds();
        Assert.Equal(137, terminal.Finish());
        Assert.Contains(" icanon", Command.Shell($"stty -a -F {terminal.Path}").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Exec_gets_a_terminal_of_its_own()
    {
        string id = Background([], "sleep", "100");
        using Terminal terminal = OnTerminal("exec", "-it", id, "sh");
        terminal.Await("# ");
        terminal.Type("tty; stty size; exit 6\n");
        terminal.Await("/dev/pts/");
        terminal.Await("24 80");
        Assert.Equal(6, terminal.Finish());
    }

    [Fact]
    public void A_terminal_is_refused_when_input_is_none()
    {
        CommandResult refused = BerthWithInput("", "run", "--rm", "-it", Sandbox.Busybox, "true");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("not a TTY", refused.Error, StringComparison.OrdinalIgnoreCase);
    }
}
