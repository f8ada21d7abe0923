using System.Buffers.Text;

namespace Berth.Kernel.Procfs;

/// <summary>
/// One line of /proc/PID/mountinfo, proc_pid_mountinfo(5):
/// <c>36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue</c>.
/// The spans lie in the line; paths have spaces, tabs, newlines and backslashes as octal escapes (see <see cref="Unescape"/>).
/// </summary>
public readonly ref struct MountInfoLine
{
    public int MountId { get; private init; }
    public int ParentId { get; private init; }
    public uint Major { get; private init; }
    public uint Minor { get; private init; }

    /// <summary>The path inside the file system that is the mount's root, escaped.</summary>
    public ReadOnlySpan<byte> Root { get; private init; }

    /// <summary>Relative to the process's root, escaped.</summary>
    public ReadOnlySpan<byte> MountPoint { get; private init; }

    public ReadOnlySpan<byte> Options { get; private init; }

    /// <summary>Zero or more of <c>shared:N master:N propagate_from:N unbindable</c>, with spaces between.</summary>
    public ReadOnlySpan<byte> Propagation { get; private init; }

    public ReadOnlySpan<byte> FileSystemType { get; private init; }

    public ReadOnlySpan<byte> Source { get; private init; }

    public ReadOnlySpan<byte> SuperOptions { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> line, out MountInfoLine result)
    {
        result = default;
        if (line is [.., (byte)'\n'])
            line = line[..^1];
        if (!TryInt(Next(ref line), out int id) || !TryInt(Next(ref line), out int parent))
            return false;
        ReadOnlySpan<byte> device = Next(ref line);
        int colon = device.IndexOf((byte)':');
        if (colon < 0 || !TryInt(device[..colon], out int major) || !TryInt(device[(colon + 1)..], out int minor))
            return false;
        ReadOnlySpan<byte> root = Next(ref line), point = Next(ref line), options = Next(ref line);
        int separator = line.StartsWith("- "u8) ? 0 : line.IndexOf(" - "u8) + 1;
        if (options.IsEmpty || separator < 0 || (separator == 0 && !line.StartsWith("- "u8)))
            return false;
        ReadOnlySpan<byte> propagation = separator == 0 ? default : line[..(separator - 1)];
        line = line[(separator + 2)..];
        ReadOnlySpan<byte> type = Next(ref line);
        if (type.IsEmpty)
            return false;
        // The source may be empty, and older kernels leave it out altogether.
        ReadOnlySpan<byte> source = line.Contains((byte)' ') ? Next(ref line) : default;
        result = new MountInfoLine
        {
            MountId = id, ParentId = parent, Major = (uint)major, Minor = (uint)minor, Root = root, MountPoint = point, Options = options,
            Propagation = propagation, FileSystemType = type, Source = source, SuperOptions = line,
        };
        return true;
    }

    /// <summary>Takes the next line off the front of a whole mountinfo file; false at its end. A malformed line is skipped.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> text, out MountInfoLine result)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (TryParse(line, out result))
                return true;
        }
        result = default;
        return false;
    }

    /// <summary>A path with its octal escapes (<c>\040</c> and the like) undone.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\'))
            return ProcFile.Text(escaped);
        byte[] plain = new byte[escaped.Length];
        int length = 0;
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == '\\' && i + 3 < escaped.Length && IsOctal(escaped[i + 1]) && IsOctal(escaped[i + 2]) && IsOctal(escaped[i + 3]))
            {
                plain[length++] = (byte)((escaped[i + 1] - '0') << 6 | (escaped[i + 2] - '0') << 3 | (escaped[i + 3] - '0'));
                i += 3;
            }
            else
            {
                plain[length++] = escaped[i];
            }
        }
        return ProcFile.Text(plain.AsSpan(0, length));
    }

    private static bool IsOctal(byte b) => b is >= (byte)'0' and <= (byte)'7';

    private static bool TryInt(ReadOnlySpan<byte> text, out int value) =>
        Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && used > 0;

    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space < 0 ? line : line[..space];
        line = space < 0 ? default : line[(space + 1)..];
        return word;
    }
}
