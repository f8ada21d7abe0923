using System.Text;

namespace Berth.Kernel;

/// <summary>
/// A path or file name as the kernel takes it: bytes ended by a NUL, in no particular encoding. Converts from <c>string</c> (as UTF-8)
/// and from bytes, so that names which are not UTF-8 (they occur in archives) survive.
/// </summary>
public readonly ref struct LinuxPath
{
    private readonly ReadOnlySpan<byte> terminated;

    private LinuxPath(ReadOnlySpan<byte> terminated) => this.terminated = terminated;

    /// <summary>The bytes without the NUL.</summary>
    public ReadOnlySpan<byte> Bytes => terminated.IsEmpty ? default : terminated[..^1];

    public static implicit operator LinuxPath(string path) => FromString(path);

    public static implicit operator LinuxPath(ReadOnlySpan<byte> bytes) => FromBytes(bytes);

    public static implicit operator LinuxPath(byte[] bytes) => FromBytes(bytes);

    public static LinuxPath FromString(string path)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return Checked(bytes);
    }

    /// <summary>Bytes that already end in a NUL are used where they are; others are copied.</summary>
    public static LinuxPath FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [.., 0]) return Checked(bytes);
        byte[] copy = new byte[bytes.Length + 1];
        bytes.CopyTo(copy);
        return Checked(copy);
    }

    // A NUL inside would silently name another file.
    private static LinuxPath Checked(ReadOnlySpan<byte> terminated) =>
        terminated[..^1].Contains((byte)0)
            ? throw new ArgumentException("a path cannot contain a NUL byte: " + Encoding.UTF8.GetString(terminated[..^1]).Replace('\0', '?'))
            : new LinuxPath(terminated);

    /// <summary>For <c>fixed</c>.</summary>
    internal ref readonly byte GetPinnableReference() => ref (terminated.IsEmpty ? "\0"u8 : terminated).GetPinnableReference();

    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
