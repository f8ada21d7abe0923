using System.Buffers.Binary;
using System.Text;

namespace Berth.Kernel.Systemd;

/// <summary>
/// Marshals values of a D-Bus message, little endian, each aligned to its size counted from the message's begin.
/// <see href="https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-marshaling"/>.
/// </summary>
internal sealed class DBusWriter
{
    private readonly List<byte> _bytes = new(512);

    internal byte[] ToArray() => [.. _bytes];

    internal void Byte(byte value) => _bytes.Add(value);

    internal void Boolean(bool value) => UInt32(value ? 1u : 0u);

    internal void UInt32(uint value)
    {
        Align(4);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    internal void UInt64(ulong value)
    {
        Align(8);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    /// <summary>A string or an object path.</summary>
    internal void Text(string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        UInt32((uint)text.Length);
        _bytes.AddRange(text);
        _bytes.Add(0);
    }

    internal void Signature(string value)
    {
        _bytes.Add((byte)value.Length);
        _bytes.AddRange(Encoding.ASCII.GetBytes(value));
        _bytes.Add(0);
    }

    /// <summary>A structure begins at a multiple of 8.</summary>
    internal void Structure() => Align(8);

    /// <summary>An array: its length in bytes comes first and does not count the padding before the first element.</summary>
    internal void Array(int alignment, Action elements)
    {
        UInt32(0);
        int length = _bytes.Count - 4;
        Align(alignment);
        int start = _bytes.Count;
        elements();
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(_bytes.Count - start));
        for (int i = 0; i < 4; i++)
        {
            _bytes[length + i] = bytes[i];
        }
    }

    internal void Align(int size)
    {
        while (_bytes.Count % size != 0)
        {
            _bytes.Add(0);
        }
    }
}
