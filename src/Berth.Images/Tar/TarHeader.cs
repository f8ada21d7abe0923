using System.Buffers.Binary;
using Berth.Kernel;

namespace Berth.Images;

/// <summary>A view of one 512-byte header block. Fields: POSIX pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    internal const int BlockSize = 512;

    private readonly ReadOnlySpan<byte> block = block;

    internal byte TypeFlag => block[156];

    internal bool IsPosix => block.Slice(257, 6).SequenceEqual("ustar\0"u8);

    internal bool IsGnu => block.Slice(257, 8).SequenceEqual("ustar  \0"u8);

    internal ReadOnlySpan<byte> LinkName => Text(157, 100);

    /// <summary>With the prefix of ustar before it.</summary>
    internal byte[] Name
    {
        get
        {
            ReadOnlySpan<byte> name = Text(0, 100);
            ReadOnlySpan<byte> prefix = IsPosix ? Text(345, 155) : default;
            return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
        }
    }

    internal bool TryMode(out long value) => TryNumber(100, 8, out value);

    internal bool TryUid(out long value) => TryNumber(108, 8, out value);

    internal bool TryGid(out long value) => TryNumber(116, 8, out value);

    internal bool TrySize(out long value) => TryNumber(124, 12, out value);

    internal bool TryModified(out long value) => TryNumber(136, 12, out value);

    internal bool TryDevice(out DeviceNumber device)
    {
        // Old v7 archives have no device fields; what stands there is not theirs.
        device = default;
        if (!IsPosix && !IsGnu) return true;
        if (!TryNumber(329, 8, out long major) || !TryNumber(337, 8, out long minor)) return false;
        if (major is < 0 or > uint.MaxValue || minor is < 0 or > uint.MaxValue) return false;
        device = new DeviceNumber((uint)major, (uint)minor);
        return true;
    }

    internal bool IsZero => !block.ContainsAnyExcept((byte)0);

    /// <summary>The sum of all bytes, the checksum's own field counted as blanks; some old tars summed signed bytes.</summary>
    internal bool HasValidChecksum
    {
        get
        {
            if (!TryNumber(148, 8, out long expected)) return false;
            long unsigned = 0, signed = 0;
            for (int i = 0; i < BlockSize; i++)
            {
                byte value = i is >= 148 and < 156 ? (byte)' ' : block[i];
                unsigned += value;
                signed += (sbyte)value;
            }
            return expected == unsigned || expected == signed;
        }
    }

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        ReadOnlySpan<byte> field = block.Slice(offset, length);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    internal bool TryNumber(int offset, int length, out long value) => TryParseNumber(block.Slice(offset, length), out value);

    /// <summary>Octal digits between blanks and NULs, or base 256 when the first bit is set (GNU). An empty field is 0.</summary>
    internal static bool TryParseNumber(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if ((field[0] & 0x80) != 0)
        {
            // Two's complement, big endian; the topmost bit only marks the form.
            bool negative = (field[0] & 0x40) != 0;
            int significant = Math.Min(8, field.Length);
            Span<byte> bytes = stackalloc byte[8];
            bytes.Fill(negative ? (byte)0xff : (byte)0);
            field[^significant..].CopyTo(bytes[(8 - significant)..]);
            byte first = (byte)(negative ? field[0] | 0x80 : field[0] & 0x7f);
            if (field.Length <= 8) bytes[8 - field.Length] = first;
            else
            {
                // What lies above 64 bits has to be the sign alone.
                byte sign = negative ? (byte)0xff : (byte)0;
                if (first != sign || field[1..^8].ContainsAnyExcept(sign)) return false;
                if ((bytes[0] & 0x80) != 0 != negative) return false;
            }
            value = BinaryPrimitives.ReadInt64BigEndian(bytes);
            return true;
        }
        field = field.Trim(" \0"u8);
        int nul = field.IndexOf((byte)0);
        if (nul >= 0) field = field[..nul].TrimEnd((byte)' ');
        foreach (byte digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3) return false;
            value = (value << 3) | (uint)(digit - '0');
        }
        return true;
    }
}
