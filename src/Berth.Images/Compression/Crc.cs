using System.Buffers.Binary;

namespace Berth.Images;

/// <summary>CRC-32 (IEEE 802.3) and CRC-64 (ECMA-182), reflected, eight bytes a step.</summary>
internal sealed class Crc
{
    private readonly ulong[] table;
    private ulong state = ulong.MaxValue;
    private readonly ulong mask;

    private Crc(ulong polynomial, ulong mask)
    {
        this.mask = mask;
        table = new ulong[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            ulong value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ polynomial : value >> 1;
            table[i] = value;
        }
        for (int slice = 1; slice < 8; slice++)
            for (int i = 0; i < 256; i++)
                table[slice * 256 + i] = (table[(slice - 1) * 256 + i] >> 8) ^ table[(byte)table[(slice - 1) * 256 + i]];
        state = mask;
    }

    internal static Crc New32() => new(0xEDB88320, uint.MaxValue);

    internal static Crc New64() => new(0xC96C5795D7870F42, ulong.MaxValue);

    internal ulong Value => state ^ mask;

    internal void Append(ReadOnlySpan<byte> data)
    {
        ulong crc = state;
        ReadOnlySpan<ulong> t = table;
        while (data.Length >= 8)
        {
            ulong x = crc ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            crc = t[7 * 256 + (byte)x] ^ t[6 * 256 + (byte)(x >> 8)] ^ t[5 * 256 + (byte)(x >> 16)] ^ t[4 * 256 + (byte)(x >> 24)]
                ^ t[3 * 256 + (byte)(x >> 32)] ^ t[2 * 256 + (byte)(x >> 40)] ^ t[256 + (byte)(x >> 48)] ^ t[(byte)(x >> 56)];
            data = data[8..];
        }
        foreach (byte b in data) crc = t[(byte)(crc ^ b)] ^ (crc >> 8);
        state = crc;
    }

    internal void Reset() => state = mask;

    internal static uint Of32(ReadOnlySpan<byte> data)
    {
        var crc = New32();
        crc.Append(data);
        return (uint)crc.Value;
    }
}
