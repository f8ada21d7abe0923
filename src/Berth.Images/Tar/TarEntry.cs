using System.Text;
using Berth.Kernel;

namespace Berth.Images;

/// <summary>What a member of an archive is.</summary>
public enum TarEntryType
{
    Regular,
    HardLink,
    Symlink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}

/// <summary>A run of data in a sparse file.</summary>
public readonly record struct TarSegment(long Offset, long Length);

/// <summary>An extended attribute; the value is bytes.</summary>
public readonly record struct TarXattr(string Name, byte[] Value);

/// <summary>
/// One member of a tar archive, its extension headers (PAX, GNU) already applied: POSIX pax, "ustar Interchange Format"
/// (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html), and GNU tar's manual, "Basic Tar Format".
/// </summary>
public sealed class TarEntry
{
    public required TarEntryType Type { get; init; }

    /// <summary>As it stands in the archive: bytes, perhaps absolute, perhaps with "..", perhaps ending in a slash.</summary>
    public required byte[] Name { get; init; }

    /// <summary>The target of a symbolic or hard link; else empty.</summary>
    public byte[] LinkName { get; init; } = [];

    /// <summary>The lower twelve bits.</summary>
    public uint Permissions { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>Bytes of the file as a reader sees it, holes included; 0 for anything but a regular file.</summary>
    public long Size { get; init; }

    public FileTime Modified { get; init; }

    /// <summary>Of a device node.</summary>
    public DeviceNumber Device { get; init; }

    public IReadOnlyList<TarXattr> Xattrs { get; init; } = [];

    /// <summary>The runs of data of a sparse file, in order; null when the file is stored whole.</summary>
    public IReadOnlyList<TarSegment>? Segments { get; init; }

    /// <summary>The name for messages: as UTF-8, control characters replaced.</summary>
    public string DisplayName => Display(Name);

    internal static string Display(ReadOnlySpan<byte> name)
    {
        string text = Encoding.UTF8.GetString(name.Length > 200 ? name[..200] : name);
        return string.Create(text.Length, text, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? '?' : from[i];
        }) + (name.Length > 200 ? "…" : "");
    }
}
