using System.Buffers;
using System.Globalization;
using System.Text;
using Berth.Kernel;

namespace Berth.Images;

/// <summary>
/// Writes an archive whose bytes depend only on what is put in: ustar headers, a PAX header only for what ustar cannot say (long or non-ASCII
/// names, extended attributes in the order of their names, large numbers), no user names, no access times. Times are whole seconds: a fraction would
/// need a PAX header for every file and differs between file systems.
/// </summary>
/// <param name="destination">Not disposed.</param>
public sealed class TarWriter(Stream destination)
{
    private const long MaxOctal11 = 0x1_ffff_ffff;
    private const long MaxOctal7 = 0x1f_ffff;

    private readonly byte[] buffer = new byte[256 * 1024];
    private int used;
    private long contentLeft;
    private int padding;

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <summary>Writes the header of a member; for a regular file exactly <see cref="TarEntry.Size"/> bytes of content have to follow.</summary>
    public void Begin(TarEntry entry)
    {
        EndContent();
        byte[] extension = Extension(entry);
        if (extension.Length > 0)
        {
            WriteHeader(ExtensionName(entry.Name), [], 'x', 0x1A4, 0, 0, extension.Length, 0, default);
            Write(extension);
            Pad(extension.Length);
        }
        bool hasContent = entry.Type == TarEntryType.Regular;
        WriteHeader(
            entry.Name, entry.LinkName, Flag(entry.Type), entry.Permissions, entry.Uid, entry.Gid, hasContent ? entry.Size : 0, entry.Modified.Seconds,
            entry.Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice ? entry.Device : default);
        contentLeft = hasContent ? entry.Size : 0;
        padding = hasContent ? (int)(-entry.Size & (TarHeader.BlockSize - 1)) : 0;
    }

    public void WriteContent(ReadOnlySpan<byte> content)
    {
        if (content.Length > contentLeft) throw new InvalidOperationException("more content than the header said");
        contentLeft -= content.Length;
        Write(content);
    }

    /// <summary>Space for content to be read straight into; <see cref="AdvanceContent"/> says how much was.</summary>
    internal Span<byte> ContentSpace()
    {
        if (used > buffer.Length / 2) Flush();
        return buffer.AsSpan(used, (int)Math.Min(contentLeft, buffer.Length - used));
    }

    internal void AdvanceContent(int count)
    {
        used += count;
        Position += count;
        contentLeft -= count;
    }

    /// <summary>Two blocks of zeros end the archive.</summary>
    public void Finish()
    {
        EndContent();
        Write(stackalloc byte[2 * TarHeader.BlockSize]);
        Flush();
    }

    private void EndContent()
    {
        if (contentLeft > 0) throw new InvalidOperationException("less content than the header said");
        Pad(-padding);
        padding = 0;
    }

    private void Pad(long size)
    {
        int count = (int)(-size & (TarHeader.BlockSize - 1));
        if (count > 0) Write(stackalloc byte[count]);
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        Position += data.Length;
        while (!data.IsEmpty)
        {
            if (used == buffer.Length) Flush();
            int count = Math.Min(data.Length, buffer.Length - used);
            data[..count].CopyTo(buffer.AsSpan(used));
            used += count;
            data = data[count..];
        }
    }

    private void Flush()
    {
        destination.Write(buffer, 0, used);
        used = 0;
    }

    private static char Flag(TarEntryType type) => type switch
    {
        TarEntryType.HardLink => '1',
        TarEntryType.Symlink => '2',
        TarEntryType.CharacterDevice => '3',
        TarEntryType.BlockDevice => '4',
        TarEntryType.Directory => '5',
        TarEntryType.Fifo => '6',
        _ => '0',
    };

    private static byte[] ExtensionName(byte[] name)
    {
        ReadOnlySpan<byte> trimmed = name.AsSpan().TrimEnd((byte)'/');
        ReadOnlySpan<byte> last = trimmed[(trimmed.LastIndexOf((byte)'/') + 1)..];
        byte[] result = [.. "PaxHeaders.0/"u8, .. last[..Math.Min(last.Length, 80)]];
        for (int i = 0; i < result.Length; i++)
            if (result[i] is < 0x20 or > 0x7e) result[i] = (byte)'_';
        return result;
    }

    private void WriteHeader(byte[] name, byte[] link, char flag, uint mode, uint uid, uint gid, long size, long modified, DeviceNumber device)
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        block.Clear();
        int split = Split(name);
        if (split > 0)
        {
            name.AsSpan(0, split).CopyTo(block[345..]);
            name.AsSpan(split + 1).CopyTo(block);
        }
        else name.AsSpan(0, Math.Min(name.Length, 100)).CopyTo(block);
        Octal(block.Slice(100, 8), mode);
        Octal(block.Slice(108, 8), Math.Min(uid, MaxOctal7));
        Octal(block.Slice(116, 8), Math.Min(gid, MaxOctal7));
        Octal(block.Slice(124, 12), Math.Min(size, MaxOctal11));
        Octal(block.Slice(136, 12), Math.Clamp(modified, 0, MaxOctal11));
        block.Slice(148, 8).Fill((byte)' ');
        block[156] = (byte)flag;
        link.AsSpan(0, Math.Min(link.Length, 100)).CopyTo(block[157..]);
        "ustar\000"u8.CopyTo(block[257..]);
        Octal(block.Slice(329, 8), device.Major);
        Octal(block.Slice(337, 8), device.Minor);
        uint sum = 0;
        foreach (byte b in block) sum += b;
        // Six digits, NUL, blank: as every tar writes it.
        Octal(block.Slice(148, 7), sum);
        Write(block);
    }

    // Zero-filled octal digits, and a NUL at the end.
    private static void Octal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (int i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    /// <summary>Where the prefix field ends: the last slash that leaves at most 100 bytes for the name; 0 when no prefix is needed, -1 when it does not fit.</summary>
    private static int Split(byte[] name)
    {
        if (name.Length <= 100) return 0;
        int slash = name.AsSpan(0, Math.Min(name.Length - 1, 156)).LastIndexOf((byte)'/');
        return slash > 0 && name.Length - slash - 1 <= 100 ? slash : -1;
    }

    private static byte[] Extension(TarEntry entry)
    {
        bool path = Split(entry.Name) < 0 || !Ascii.IsValid(entry.Name);
        bool link = entry.LinkName.Length > 100 || !Ascii.IsValid(entry.LinkName);
        bool size = entry.Size > MaxOctal11, modified = entry.Modified.Seconds is < 0 or > MaxOctal11;
        if (!path && !link && !size && !modified && entry.Uid <= MaxOctal7 && entry.Gid <= MaxOctal7 && entry.Xattrs.Count == 0) return [];
        var records = new ArrayBufferWriter<byte>();
        if (!IsUtf8(entry.Name) || !IsUtf8(entry.LinkName)) Record(records, "hdrcharset", "BINARY"u8);
        if (entry.Gid > MaxOctal7) Record(records, "gid", entry.Gid);
        if (link) Record(records, "linkpath", entry.LinkName);
        if (modified) Record(records, "mtime", entry.Modified.Seconds);
        if (path) Record(records, "path", entry.Name);
        if (size) Record(records, "size", entry.Size);
        if (entry.Uid > MaxOctal7) Record(records, "uid", entry.Uid);
        foreach (TarXattr xattr in entry.Xattrs.OrderBy(x => x.Name, StringComparer.Ordinal)) Record(records, "SCHILY.xattr." + xattr.Name, xattr.Value);
        return records.WrittenSpan.ToArray();
    }

    private static bool IsUtf8(byte[] name) => System.Text.Unicode.Utf8.IsValid(name);

    private static void Record(ArrayBufferWriter<byte> records, string key, long value) =>
        Record(records, key, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    // "%d %s=%s\n": the number counts itself.
    private static void Record(ArrayBufferWriter<byte> records, string key, ReadOnlySpan<byte> value)
    {
        byte[] keyBytes = Encoding.UTF8.GetBytes(key);
        int rest = keyBytes.Length + value.Length + 3;
        int digits = 1;
        while (Digits(rest + digits) != digits) digits++;
        records.Write(Encoding.ASCII.GetBytes((rest + digits).ToString(CultureInfo.InvariantCulture)));
        records.Write(" "u8);
        records.Write(keyBytes);
        records.Write("="u8);
        records.Write(value);
        records.Write("\n"u8);
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;
}
