namespace Berth.Kernel.Procfs;

/// <summary>What /proc/PID/stat says that Berth needs, proc_pid_stat(5).</summary>
/// <param name="State"><c>R</c>, <c>S</c>, <c>D</c>, <c>Z</c> (zombie), <c>T</c>, <c>t</c>, <c>X</c> or <c>I</c>.</param>
/// <param name="UserTicks">CPU time in user mode, in clock ticks (100 a second).</param>
/// <param name="StartTime">Clock ticks after boot.</param>
public readonly record struct ProcessStat(int Pid, char State, int ParentPid, int ProcessGroup, int Session, long UserTicks, long SystemTicks, int Threads, ulong StartTime)
{
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
        stat = new ProcessStat((int)pid, state, (int)fields[1], (int)fields[2], (int)fields[3], fields[11], fields[12], (int)fields[17], (ulong)fields[19]);
        return true;
    }
}
