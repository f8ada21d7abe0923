using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Kernel.Netlink;

/// <summary>One attribute of a received message. Readers of a too short value return zero: foreign data never throws here.</summary>
public readonly ref struct NetlinkAttribute
{
    internal NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>Without the flags for nesting and byte order.</summary>
    public ushort Type { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The attributes nested inside.</summary>
    public NetlinkAttributes Nested => new(Value);

    public byte AsByte => Value.IsEmpty ? (byte)0 : Value[0];

    public ushort AsUInt16 => Value.Length < 2 ? (ushort)0 : MemoryMarshal.Read<ushort>(Value);

    public uint AsUInt32 => Value.Length < 4 ? 0 : MemoryMarshal.Read<uint>(Value);

    public uint AsUInt32BigEndian => Value.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(Value);

    public ulong AsUInt64BigEndian => Value.Length < 8 ? 0 : BinaryPrimitives.ReadUInt64BigEndian(Value);

    /// <summary>UTF-8 up to the first NUL.</summary>
    public string AsString
    {
        get
        {
            int end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>Whether the string value, without its NUL, is these bytes: <c>Is("veth"u8)</c>.</summary>
    public bool Is(ReadOnlySpan<byte> text) =>
        Value.StartsWith(text) && (Value.Length == text.Length || Value[text.Length] == 0);
}
