using System.Buffers;
using System.Diagnostics;
using System.Text;
using Berth.Kernel.Terminals;

namespace Berth.Kernel.Tests.Terminals;

public sealed class TerminalTests
{
    [Fact]
    public void A_raw_terminal_passes_bytes_unchanged_until_it_is_restored()
    {
        using PseudoTerminal pty = PseudoTerminal.Open();
        TerminalState before = Terminal.MakeRaw(pty.Peer.Number);
        StandardStream.Write(pty.Peer.Number, "a\n"u8);
        Assert.Equal("a\n", ReadSome(pty.Master.Number));
        StandardStream.Write(pty.Master.Number, "\x03"u8);
        Assert.Equal("\x03", ReadSome(pty.Peer.Number));

        Assert.True(TerminalState.TryParse(before.ToString(), pty.Peer.Number, out TerminalState? copy));
        Terminal.Restore(copy);
        StandardStream.Write(pty.Peer.Number, "a\n"u8);
        Assert.Equal("a\r\n", ReadSome(pty.Master.Number));
    }

    [Fact]
    public void The_window_size_set_on_the_master_is_read_from_the_peer()
    {
        using PseudoTerminal pty = PseudoTerminal.Open();
        Assert.True(Terminal.SetWindowSize(pty.Master.Number, new WindowSize(33, 99)));
        Assert.Equal(new WindowSize(33, 99), Terminal.WindowSize(pty.Peer.Number));
    }

    [Fact]
    public void A_pipe_or_a_closed_descriptor_is_no_terminal()
    {
        Assert.False(Terminal.IsTerminal(9999));
        Assert.Null(Terminal.WindowSize(9999));
        using PseudoTerminal pty = PseudoTerminal.Open();
        Assert.True(Terminal.IsTerminal(pty.Peer.Number));
    }

    [Fact]
    public void A_signal_makes_the_queue_readable_and_is_taken_once()
    {
        using SignalQueue queue = SignalQueue.Open(SignalQueue.SIGUSR2, SignalQueue.SIGWINCH);
        using var kill = Process.Start("kill", ["-USR2", Environment.ProcessId.ToString()]);
        kill.WaitForExit();
        int signal = 0;
        Assert.True(SpinWait.SpinUntil(() => queue.TryTake(out signal), TimeSpan.FromSeconds(5)));
        Assert.Equal(SignalQueue.SIGUSR2, signal);
        Assert.False(queue.TryTake(out _));
    }

    [Theory]
    [InlineData("ctrl-p,ctrl-q", "ab\x10\x11zz", "ab", true)]
    [InlineData("ctrl-p,ctrl-q", "\x10\x10\x11", "\x10", true)]
    [InlineData("ctrl-p,ctrl-q", "\x10x", "\x10x", false)]
    [InlineData("a,b", "aab", "a", true)]
    [InlineData("ctrl-@", "x\0", "x", true)]
    [InlineData("a,b,c", "abx", "abx", false)]
    public void Detach_keys_hold_back_only_what_may_be_the_sequence(string keys, string typed, string passed, bool detached)
    {
        Assert.True(DetachKeys.TryParse(keys, out DetachKeys parsed, out _));
        var output = new ArrayBufferWriter<byte>();
        bool result = false;
        foreach (char c in typed)
        {
            result = parsed.Filter([(byte)c], output);
            if (result)
            {
                break;
            }
        }

        Assert.Equal(detached, result);
        Assert.Equal(passed, Encoding.Latin1.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("ctrl-1", "ctrl-1")]
    [InlineData("a,ctrl", "ctrl")]
    [InlineData("", "")]
    public void An_unknown_detach_key_is_named(string keys, string named)
    {
        Assert.False(DetachKeys.TryParse(keys, out _, out string unknown));
        Assert.Equal(named, unknown);
    }

    private static string ReadSome(int fd)
    {
        byte[] buffer = new byte[64];
        return Encoding.Latin1.GetString(buffer, 0, StandardStream.Read(fd, buffer));
    }
}
