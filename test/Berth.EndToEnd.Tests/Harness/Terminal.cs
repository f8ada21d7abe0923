using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Berth.EndToEnd.Tests.Harness;

/// <summary>
/// A pseudo-terminal with a program on it, as a person's terminal window would be: keys go in with <see cref="Type"/>, what the program
/// prints is collected, the window can be resized. The program leads a session whose controlling terminal it is.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private const ulong TIOCSPTLCK = 0x40045431;
    private const ulong TIOCGPTN = 0x80045430;
    private const ulong TIOCSWINSZ = 0x5414;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly SafeFileHandle master;
    private readonly SafeFileHandle slave;
    private readonly Process process;
    private readonly StringBuilder screen = new();
    private int seen;

    private Terminal(SafeFileHandle master, SafeFileHandle slave, string path, Process process)
    {
        this.master = master;
        this.slave = slave;
        Path = path;
        this.process = process;
        new Thread(Collect) { IsBackground = true }.Start();
    }

    /// <summary>The terminal's device, <c>/dev/pts/N</c>.</summary>
    public string Path { get; }

    /// <summary>Everything printed so far.</summary>
    public string Screen
    {
        get
        {
            lock (screen)
                return screen.ToString();
        }
    }

    public static Terminal Start(IEnumerable<KeyValuePair<string, string?>> environment, string[] command, int rows = 24, int columns = 80)
    {
        SafeFileHandle master = File.OpenHandle("/dev/ptmx", FileMode.Open, FileAccess.ReadWrite);
        int unlocked = 0;
        int number = 0;
        Check(ioctl(master, TIOCSPTLCK, ref unlocked));
        Check(ioctl(master, TIOCGPTN, ref number));
        string path = $"/dev/pts/{number}";
        SetSize(master, rows, columns);
        // Held open, so that the terminal and its settings survive the program.
        SafeFileHandle slave = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        ProcessStartInfo info = new("/bin/sh", ["-c", "exec setsid --ctty --wait \"$@\" <\"$TTY_PATH\" >\"$TTY_PATH\" 2>&1", "sh", .. command]);
        foreach ((string name, string? value) in environment)
            info.Environment[name] = value;
        info.Environment["TTY_PATH"] = path;
        info.Environment["TERM"] = "xterm";
        return new Terminal(master, slave, path, Process.Start(info)!);
    }

    public void Type(string keys) => Check((int)write(master, Encoding.UTF8.GetBytes(keys), (nint)Encoding.UTF8.GetByteCount(keys)));

    public void Resize(int rows, int columns) => SetSize(master, rows, columns);

    /// <summary>Waits until <paramref name="text"/> appears after what was awaited before; fails with the whole screen when it does not.</summary>
    public string Await(string text)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < Limit)
        {
            string all = Screen;
            int at = all.IndexOf(text, seen, StringComparison.Ordinal);
            if (at >= 0)
            {
                string passed = all[seen..(at + text.Length)];
                seen = at + text.Length;
                return passed;
            }

            Thread.Sleep(5);
        }

        Assert.Fail($"'{text}' did not appear on the terminal; the screen since the last match:\n{Screen[seen..]}");
        return "";
    }

    /// <summary>Waits for the program's end; its exit code.</summary>
    public int Finish()
    {
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the program on the terminal did not end; the screen:\n{Screen}");
        }

        return process.ExitCode;
    }

    /// <summary>The program's process (the one that <c>setsid</c> started).</summary>
    public int ProgramId()
    {
        for (int i = 0; i < 200; i++)
        {
            string children = File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children").Trim();
            if (children.Length > 0)
                return int.Parse(children.Split(' ')[0]);
            Thread.Sleep(10);
        }

        // setsid needed no fork: it became the program.
        return process.Id;
    }

    /// <summary>The terminal's settings as <c>stty -g</c> prints them.</summary>
    public string Settings() => Command.Shell($"stty -g -F {Path}").Succeeds().Text;

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
        slave.Dispose();
        master.Dispose();
    }

    private void Collect()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (read(master, buffer, buffer.Length) is nint count and > 0)
            {
                lock (screen)
                    screen.Append(Encoding.UTF8.GetString(buffer, 0, (int)count));
            }
        }
        catch (ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static void SetSize(SafeFileHandle master, int rows, int columns)
    {
        long size = (ushort)rows | ((long)(ushort)columns << 16);
        Check(ioctl(master, TIOCSWINSZ, ref size));
    }

    private static void Check(int result)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", SetLastError = true)]
    private static extern nint read(SafeFileHandle fd, byte[] buffer, nint length);

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(SafeFileHandle fd, byte[] buffer, nint length);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(SafeFileHandle fd, ulong request, ref int value);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(SafeFileHandle fd, ulong request, ref long value);
}
