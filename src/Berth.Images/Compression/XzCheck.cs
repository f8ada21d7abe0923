using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Berth.Images;

/// <summary>The integrity check of xz blocks, section 2.1.1.2 of the format.</summary>
internal sealed class XzCheck
{
    private readonly Crc? crc;
    private readonly IncrementalHash? hash;

    private XzCheck(int size, Crc? crc, IncrementalHash? hash)
    {
        Size = size;
        this.crc = crc;
        this.hash = hash;
    }

    /// <summary>Bytes.</summary>
    internal int Size { get; }

    /// <summary>Null for a type that nobody has defined yet.</summary>
    internal static XzCheck? Create(byte type) => type switch
    {
        0 => new XzCheck(0, null, null),
        1 => new XzCheck(4, Crc.New32(), null),
        4 => new XzCheck(8, Crc.New64(), null),
        10 => new XzCheck(32, null, IncrementalHash.CreateHash(HashAlgorithmName.SHA256)),
        _ => null,
    };

    internal void Append(ReadOnlySpan<byte> data)
    {
        crc?.Append(data);
        hash?.AppendData(data);
    }

    internal void Reset()
    {
        crc?.Reset();
        hash?.GetHashAndReset();
    }

    internal bool Matches(ReadOnlySpan<byte> expected) => Size switch
    {
        4 => BinaryPrimitives.ReadUInt32LittleEndian(expected) == (uint)crc!.Value,
        8 => BinaryPrimitives.ReadUInt64LittleEndian(expected) == crc!.Value,
        32 => expected.SequenceEqual(hash!.GetHashAndReset()),
        _ => true,
    };
}
