using System.Globalization;

namespace Berth.Kernel.Processes;

/// <summary>Signal numbers and names (signal(7), Linux on x86-64 and arm64) and sending them by pidfd.</summary>
public static class Signals
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Pipe = 13;
    public const int Terminate = 15;
    public const int Child = 17;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int WindowChange = 28;
    public const int Max = 64;

    private const int RealTimeMin = 34;

    private static ReadOnlySpan<string> Names => new[]
    {
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    };

    /// <summary>Reads <c>9</c>, <c>KILL</c>, <c>SIGKILL</c>, <c>sigkill</c>, <c>RTMIN+3</c> or <c>SIGRTMAX-1</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int signal)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out signal))
        {
            return signal is > 0 and <= Max;
        }

        if (text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase))
        {
            text = text[3..];
        }

        for (int i = 0; i < Names.Length; i++)
        {
            if (text.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                signal = i + 1;
                return true;
            }
        }

        signal = text switch
        {
            _ when text.Equals("IOT", StringComparison.OrdinalIgnoreCase) => 6,
            _ when text.Equals("CLD", StringComparison.OrdinalIgnoreCase) => 17,
            _ when text.Equals("POLL", StringComparison.OrdinalIgnoreCase) => 29,
            _ => RealTime(text),
        };
        return signal > 0;
    }

    /// <summary><c>SIGTERM</c>, <c>SIGRTMIN+3</c>; the bare number when it is none of these.</summary>
    public static string NameOf(int signal) => signal switch
    {
        >= 1 when signal <= Names.Length => "SIG" + Names[signal - 1],
        RealTimeMin => "SIGRTMIN",
        > RealTimeMin and <= Max => $"SIGRTMIN+{signal - RealTimeMin}",
        _ => signal.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>pidfd_send_signal(2); false when the process is gone already.</summary>
    public static bool TrySend(Fd pidFd, int signal)
    {
        if (Libc.syscall(SyscallNumber.PidfdSendSignal, pidFd.Number, signal, 0, 0, 0, 0) == 0)
        {
            return true;
        }

        return Libc.LastErrno == Errno.ESRCH ? false : throw new KernelException("send", NameOf(signal), Libc.LastErrno);
    }

    private static int RealTime(ReadOnlySpan<char> text)
    {
        bool fromMax = text.StartsWith("RTMAX", StringComparison.OrdinalIgnoreCase);
        if (!fromMax && !text.StartsWith("RTMIN", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        ReadOnlySpan<char> rest = text[5..];
        int offset = 0;
        if (rest.Length > 0 && (rest[0] != (fromMax ? '-' : '+') || !int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out offset)))
        {
            return 0;
        }

        int signal = fromMax ? Max - offset : RealTimeMin + offset;
        return signal is >= RealTimeMin and <= Max ? signal : 0;
    }
}
