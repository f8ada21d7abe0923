namespace Berth.Images;

/// <summary>Counted, buffered bytes of an xz file; the end where more is needed throws <see cref="EndOfStreamException"/>.</summary>
internal sealed class XzInput(Stream source)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;
    private Crc? crc;

    internal long Position { get; private set; }

    internal int PeekByte() => at < end || Fill() ? buffer[at] : -1;

    internal byte Byte()
    {
        if (at == end && !Fill()) throw new EndOfStreamException();
        Position++;
        byte value = buffer[at++];
        crc?.Append([value]);
        return value;
    }

    internal void Exactly(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            if (at == end && !Fill()) throw new EndOfStreamException();
            int count = Math.Min(target.Length, end - at);
            buffer.AsSpan(at, count).CopyTo(target);
            target = target[count..];
            at += count;
            Position += count;
        }
    }

    /// <summary>Seven bits a byte, the lowest first, at most nine bytes.</summary>
    internal long Varint()
    {
        long value = 0;
        for (int i = 0; i < 9; i++)
        {
            byte b = Byte();
            value |= (long)(b & 0x7f) << (7 * i);
            if ((b & 0x80) == 0) return value;
        }
        throw new InvalidDataException("xz: number");
    }

    /// <summary>From here on <see cref="Byte"/> and <see cref="Varint"/> count into a CRC-32, which starts with the byte given.</summary>
    internal void StartCrc(byte first)
    {
        crc = Crc.New32();
        crc.Append([first]);
    }

    internal uint EndCrc()
    {
        uint value = (uint)crc!.Value;
        crc = null;
        return value;
    }

    private bool Fill()
    {
        at = 0;
        end = source.Read(buffer, 0, buffer.Length);
        return end > 0;
    }
}

/// <summary>The fields of a block header.</summary>
internal ref struct XzVarints(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    internal readonly bool RestIsZero => !rest.ContainsAnyExcept((byte)0);

    internal long Next()
    {
        long value = 0;
        for (int i = 0; i < 9 && i < rest.Length; i++)
        {
            value |= (long)(rest[i] & 0x7f) << (7 * i);
            if ((rest[i] & 0x80) != 0) continue;
            rest = rest[(i + 1)..];
            return value;
        }
        throw new InvalidDataException("xz: number");
    }

    internal ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > rest.Length) throw new InvalidDataException("xz: block header");
        ReadOnlySpan<byte> bytes = rest[..count];
        rest = rest[count..];
        return bytes;
    }
}
