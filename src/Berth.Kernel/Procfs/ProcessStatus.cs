using System.Buffers.Text;

namespace Berth.Kernel.Procfs;

/// <summary>Fields of /proc/PID/status, proc_pid_status(5).</summary>
public static class ProcessStatus
{
    /// <summary>The value of a field (<c>"NSpid"u8</c>), without the white space around it.</summary>
    public static bool TryField(ReadOnlySpan<byte> status, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        while (!status.IsEmpty)
        {
            int end = status.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? status : status[..end];
            status = end < 0 ? default : status[(end + 1)..];
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name))
            {
                value = line[(name.Length + 1)..].Trim(" \t"u8);
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>A field of hexadecimal digits, e.g. <c>CapEff</c> or <c>SigIgn</c>.</summary>
    public static bool TryHex(ReadOnlySpan<byte> status, ReadOnlySpan<byte> name, out ulong value)
    {
        value = 0;
        return TryField(status, name, out ReadOnlySpan<byte> text) && Utf8Parser.TryParse(text, out value, out int used, 'x') && used == text.Length;
    }

    /// <summary>A decimal field, e.g. <c>Threads</c>; of <c>VmRSS</c> the number of kB.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> status, ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        return TryField(status, name, out ReadOnlySpan<byte> text) && ProcFile.TryNumber(text, out value);
    }
}
