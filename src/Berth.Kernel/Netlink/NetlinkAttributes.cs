using System.Runtime.InteropServices;

namespace Berth.Kernel.Netlink;

/// <summary>A run of attributes, to be walked with foreach. A truncated or nonsensical one ends the walk.</summary>
public readonly ref struct NetlinkAttributes
{
    private readonly ReadOnlySpan<byte> bytes;

    internal NetlinkAttributes(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    public Enumerator GetEnumerator() => new(bytes);

    /// <summary>The first attribute of a type; false when there is none.</summary>
    public bool TryGet(ushort type, out NetlinkAttribute attribute)
    {
        foreach (NetlinkAttribute candidate in this)
        {
            if (candidate.Type != type) continue;
            attribute = candidate;
            return true;
        }
        attribute = default;
        return false;
    }

    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private const int HeaderSize = 4;
        private const ushort TypeMask = 0x3fff;
        private ReadOnlySpan<byte> rest = bytes;

        public NetlinkAttribute Current { get; private set; }

        public bool MoveNext()
        {
            if (rest.Length < HeaderSize) return false;
            int length = MemoryMarshal.Read<ushort>(rest);
            if (length < HeaderSize || length > rest.Length) return false;
            ushort type = (ushort)(MemoryMarshal.Read<ushort>(rest[2..]) & TypeMask);
            Current = new NetlinkAttribute(type, rest[HeaderSize..length]);
            rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
            return true;
        }
    }
}
