using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// A name from an archive, cleaned the way docker cleans it: blanks nothing, drops "." and empty components and a leading slash, resolves ".."
/// lexically. One that climbs out of the root is refused. Empty for the root itself.
/// </summary>
internal readonly struct LayerPath
{
    private readonly byte[] bytes;
    private readonly int slash;

    private LayerPath(byte[] bytes)
    {
        this.bytes = bytes;
        slash = bytes.AsSpan().LastIndexOf((byte)'/');
    }

    internal ReadOnlySpan<byte> Bytes => bytes;

    internal bool IsRoot => bytes is null or [];

    /// <summary>The path of the directory above; empty when that is the root.</summary>
    internal ReadOnlySpan<byte> Parent => slash < 0 ? default : bytes.AsSpan(0, slash);

    internal ReadOnlySpan<byte> Name => bytes.AsSpan(slash + 1);

    internal static LayerPath Clean(ReadOnlySpan<byte> name)
    {
        // Nearly every name is clean but for "./" before it and a slash behind.
        var result = new byte[name.Length];
        int length = 0;
        foreach (Range range in name.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = name[range];
            if (part.IsEmpty || part.SequenceEqual("."u8)) continue;
            if (part.SequenceEqual(".."u8))
            {
                if (length == 0)
                    throw new EngineException(ErrorKind.InvalidArgument, $"unpack archive: {TarEntry.Display(name)} leads out of the root directory");
                length = Math.Max(0, result.AsSpan(0, length).LastIndexOf((byte)'/'));
                continue;
            }
            if (length > 0) result[length++] = (byte)'/';
            part.CopyTo(result.AsSpan(length));
            length += part.Length;
        }
        return new LayerPath(length == result.Length ? result : result[..length]);
    }

    public override string ToString() => TarEntry.Display(bytes);
}
