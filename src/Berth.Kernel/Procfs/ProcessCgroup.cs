namespace Berth.Kernel.Procfs;

/// <summary>One line of /proc/PID/cgroup, cgroups(7): <c>5:cpuacct,cpu:/daemons</c>; version 2 is <c>0::/daemons</c>.</summary>
public readonly ref struct ProcessCgroup
{
    /// <summary>Names with commas between; empty for version 2.</summary>
    public ReadOnlySpan<byte> Controllers { get; private init; }

    /// <summary>Below the hierarchy's root as the reader's cgroup namespace sees it.</summary>
    public ReadOnlySpan<byte> Path { get; private init; }

    /// <summary>Takes the next line off the front of the file; false at its end.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> text, out ProcessCgroup result)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            int first = line.IndexOf((byte)':');
            int second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)':');
            if (second < 0)
                continue;
            second += first + 1;
            result = new ProcessCgroup { Controllers = line[(first + 1)..second], Path = line[(second + 1)..] };
            return true;
        }
        result = default;
        return false;
    }
}
