using System.Diagnostics.CodeAnalysis;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// Reads an archive from start to end: v7, ustar, GNU (long names, base-256 numbers, sparse files) and PAX (extended and global headers,
/// extended attributes as bytes). Everything that is not a well-formed archive throws <see cref="EngineException"/> (Corrupt) that says where.
/// Memory is bounded: an extension header may have 1 MiB, a sparse map a million runs.
/// </summary>
public sealed class TarReader
{
    private const int MaxExtensionBytes = 1 << 20;

    private readonly TarInput input;
    private readonly PaxHeader globals = new();
    private int globalBytes;
    private long storedLeft;
    private long padding;
    private bool ended;

    /// <param name="source">The uncompressed archive; not disposed.</param>
    public TarReader(Stream source) : this(source, 256 * 1024) { }

    internal TarReader(Stream source, int bufferSize) => input = new TarInput(source, bufferSize);

    /// <summary>Bytes read of the archive.</summary>
    public long Position => input.Position;

    /// <summary>Moves to the next member, skipping what is left of the content of the last. False at the end.</summary>
    public bool TryReadEntry([NotNullWhen(true)] out TarEntry? entry)
    {
        entry = null;
        if (ended) return false;
        SkipContent();

        PaxHeader pax = globals;
        byte[]? longName = null, longLink = null;
        while (true)
        {
            ReadOnlySpan<byte> block = input.Block();
            if (block.IsEmpty)
            {
                if (input.Position == 0) throw new EngineException(ErrorKind.Corrupt, "read tar archive: it is empty");
                if (!ReferenceEquals(pax, globals) || longName is not null || longLink is not null) throw input.Truncated();
                return !(ended = true);
            }
            var header = new TarHeader(block);
            if (header.IsZero) return !(ended = true);
            if (!header.HasValidChecksum)
                throw input.Position == TarHeader.BlockSize
                    ? new EngineException(ErrorKind.Corrupt, "read tar archive: this is no tar archive (the first header has a wrong checksum)")
                    : input.Corrupt("a header has a wrong checksum");
            if (!header.TrySize(out long size) || size < 0) throw input.Corrupt("a header has an invalid size");

            switch (header.TypeFlag)
            {
                case (byte)'x' or (byte)'X':
                    if (ReferenceEquals(pax, globals)) pax = globals.Clone();
                    Apply(pax, Extension(size));
                    continue;
                case (byte)'g':
                    globalBytes += (int)Math.Min(size, MaxExtensionBytes);
                    if (globalBytes > MaxExtensionBytes) throw input.Corrupt("its global headers are too large");
                    Apply(globals, Extension(size));
                    continue;
                case (byte)'L':
                    longName = UntilNul(Extension(size));
                    continue;
                case (byte)'K':
                    longLink = UntilNul(Extension(size));
                    continue;
                case (byte)'V' or (byte)'N':
                    // A volume's label, and long names as they were before 'L': nothing to unpack.
                    input.Skip(Padded(size));
                    continue;
                default:
                    entry = Build(block, size, pax, longName, longLink);
                    return true;
            }
        }
    }

    /// <summary>
    /// The next piece of the current member's stored content, valid until the next call; empty at its end. For a sparse file these are the runs
    /// of <see cref="TarEntry.Segments"/> one after the other.
    /// </summary>
    public ReadOnlySpan<byte> ReadContent(long limit = long.MaxValue)
    {
        if (storedLeft == 0 || limit == 0) return default;
        ReadOnlySpan<byte> piece = input.Some(Math.Min(limit, storedLeft));
        storedLeft -= piece.Length;
        return piece;
    }

    /// <summary>Reads the source to its end (archives are followed by padding), so that whoever writes it, or checks its digest, is not cut short.</summary>
    public void Drain()
    {
        ended = true;
        input.Drain();
    }

    private void SkipContent()
    {
        input.Skip(storedLeft + padding);
        storedLeft = padding = 0;
    }

    private static long Padded(long size) => size + (-size & (TarHeader.BlockSize - 1));

    private byte[] Extension(long size)
    {
        if (size > MaxExtensionBytes) throw input.Corrupt($"an extension header has {size} bytes, more than {MaxExtensionBytes}");
        byte[] data = new byte[size];
        int at = 0;
        while (at < data.Length)
        {
            ReadOnlySpan<byte> piece = input.Some(data.Length - at);
            piece.CopyTo(data.AsSpan(at));
            at += piece.Length;
        }
        input.Skip(Padded(size) - size);
        return data;
    }

    private void Apply(PaxHeader pax, byte[] data)
    {
        string? problem = pax.Apply(data);
        if (problem is not null) throw input.Corrupt(problem);
    }

    private static byte[] UntilNul(byte[] data)
    {
        int end = Array.IndexOf(data, (byte)0);
        return end < 0 ? data : data[..end];
    }

    private TarEntry Build(ReadOnlySpan<byte> block, long size, PaxHeader pax, byte[]? longName, byte[]? longLink)
    {
        var header = new TarHeader(block);
        byte flag = header.TypeFlag;
        byte[] name = pax.SparseName ?? pax.Path ?? longName ?? header.Name;
        byte[] link = pax.LinkPath ?? longLink ?? header.LinkName.ToArray();
        if (name.Length == 0) throw input.Corrupt("an entry has no name");
        if (name.AsSpan().Contains((byte)0) || link.AsSpan().Contains((byte)0)) throw input.Corrupt("a name contains a NUL");
        string display = TarEntry.Display(name);
        if (!header.TryMode(out long mode) || !header.TryUid(out long uid) || !header.TryGid(out long gid) || !header.TryModified(out long modified))
            throw input.Corrupt($"the header of {display} has an invalid number");

        TarEntryType type = Type(flag, name) ?? throw input.Corrupt(
            flag == (byte)'M' ? $"{display} continues from another volume" : $"{display} has the unknown type '{(char)flag}'");
        DeviceNumber device = default;
        if (type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice && !header.TryDevice(out device))
            throw input.Corrupt($"the header of {display} has an invalid device number");

        List<TarSegment>? map = null;
        long stored = pax.Size ?? size;
        long realSize = stored;
        // Only files have content; a directory's size is no content, except GNU's directory dumps.
        bool hasContent = type == TarEntryType.Regular || flag == (byte)'D';
        if (!hasContent) stored = realSize = 0;
        padding = Padded(stored) - stored;
        if (type == TarEntryType.Regular && (flag == (byte)'S' || pax.IsSparse))
        {
            if (!TryReadMap(block, flag, pax, ref stored, out map, out realSize) || !SparseMaps.IsValid(map, realSize, stored))
                throw input.Corrupt($"the map of the sparse file {display} is invalid");
        }
        storedLeft = stored;
        return new TarEntry
        {
            Type = type,
            Name = name,
            LinkName = type is TarEntryType.HardLink or TarEntryType.Symlink ? link : [],
            Permissions = (uint)mode & 0xFFF,
            Uid = Id(pax.Uid ?? uid, display),
            Gid = Id(pax.Gid ?? gid, display),
            Size = type == TarEntryType.Regular ? realSize : 0,
            Modified = pax.Modified ?? new FileTime(modified),
            Device = device,
            Xattrs = pax.Xattrs ?? [],
            Segments = map,
        };
    }

    private bool TryReadMap(ReadOnlySpan<byte> block, byte flag, PaxHeader pax, ref long stored, out List<TarSegment> map, out long realSize)
    {
        realSize = pax.SparseRealSize ?? 0;
        if (flag == (byte)'S') return SparseMaps.TryReadOld(block, input, out map, out realSize);
        if (pax.SparseMajor == 1) return SparseMaps.TryReadLeading(input, ref stored, out map);
        map = pax.SparseMap ?? [];
        return pax.SparseMajor == 0 && pax.SparseRealSize is not null;
    }

    private static TarEntryType? Type(byte flag, byte[] name) => flag switch
    {
        // Before ustar a directory was a file whose name ends in a slash.
        0 or (byte)'0' or (byte)'7' or (byte)'S' => name[^1] == (byte)'/' && flag != (byte)'S' ? TarEntryType.Directory : TarEntryType.Regular,
        (byte)'1' => TarEntryType.HardLink,
        (byte)'2' => TarEntryType.Symlink,
        (byte)'3' => TarEntryType.CharacterDevice,
        (byte)'4' => TarEntryType.BlockDevice,
        (byte)'5' or (byte)'D' => TarEntryType.Directory,
        (byte)'6' => TarEntryType.Fifo,
        _ => null,
    };

    // The largest 32-bit number means "unchanged" to chown(2).
    private uint Id(long id, string name) => id is >= 0 and < uint.MaxValue ? (uint)id : throw input.Corrupt($"{name} has the owner {id}, which is out of range");
}
