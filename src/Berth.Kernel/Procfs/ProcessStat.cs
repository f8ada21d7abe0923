namespace Berth.Kernel.Procfs;

/// <summary>What /proc/PID/stat says that Berth needs, proc_pid_stat(5).</summary>
/// <param name="State"><c>R</c>, <c>S</c>, <c>D</c>, <c>Z</c> (zombie), <c>T</c>, <c>t</c>, <c>X</c> or <c>I</c>.</param>
/// <param name="UserTicks">CPU time in user mode, in clock ticks (100 a second).</param>
/// <param name="StartTime">Clock ticks after boot.</param>
/// <param name="Name">The command's name, at most 15 bytes: until a process executes something, its parent's.</param>
public readonly record struct ProcessStat(int Pid, string Name, char State, int ParentPid, int ProcessGroup, int Session, long UserTicks, long SystemTicks, int Threads, ulong StartTime)
{
    private const long PF_EXITING = 4;

    /// <summary>PF_EXITING: its end has begun.</summary>
    public bool IsExiting { get; private init; }

    /// <summary>Whether it has ended, reaped or not.</summary>
    public bool IsDead => State is 'Z' or 'X' or 'x';

    /// <summary>Reads it; false when there is no such process.</summary>
    public static bool TryRead(int pid, out ProcessStat stat)
    {
        stat = default;
        Span<byte> buffer = stackalloc byte[1024];
        int length = ProcFile.Read($"/proc/{pid}/stat", buffer);
        return length > 0 && TryParse(buffer[..length], out stat);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out ProcessStat stat)
    {
        stat = default;
        // The command's name may hold spaces and parentheses: the last parenthesis ends it.
        int open = text.IndexOf((byte)'('), close = text.LastIndexOf((byte)')');
        if (open < 1 || close < open || close + 2 >= text.Length || !ProcFile.TryNumber(text[..(open - 1)], out long pid))
            return false;
        ReadOnlySpan<byte> rest = text[(close + 2)..];
        char state = (char)rest[0];
        Span<long> fields = stackalloc long[20];
        int field = 0;
        foreach (Range range in rest.Split((byte)' '))
        {
            // Field 0 is the state, the number 3 of the manual page; the start time is 22.
            if (field > 0 && !ProcFile.TryNumber(rest[range], out fields[field]))
                return false;
            if (++field == 20)
                break;
        }
        if (field < 20)
            return false;
        stat = new ProcessStat((int)pid, ProcFile.Text(text[(open + 1)..close]), state, (int)fields[1], (int)fields[2], (int)fields[3], fields[11], fields[12], (int)fields[17], (ulong)fields[19])
        {
            IsExiting = (fields[6] & PF_EXITING) != 0,
        };
        return true;
    }
}
