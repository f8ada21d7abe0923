using Berth.Oci;

namespace Berth.Images;

/// <summary>Buffered, forward-only access to the bytes of an archive; counts them for messages.</summary>
internal sealed class TarInput(Stream source, int bufferSize)
{
    private readonly byte[] buffer = new byte[bufferSize];
    private int start;
    private int end;

    /// <summary>Bytes consumed since the beginning of the archive.</summary>
    internal long Position { get; private set; }

    /// <summary>The next 512 bytes, valid until the next call; empty at the very end. A part of a block is a truncated archive.</summary>
    internal ReadOnlySpan<byte> Block()
    {
        while (end - start < TarHeader.BlockSize)
        {
            if (Fill() == 0)
                return end == start ? default : throw Truncated();
        }
        return Consume(TarHeader.BlockSize);
    }

    /// <summary>Between 1 and <paramref name="limit"/> bytes, valid until the next call.</summary>
    internal ReadOnlySpan<byte> Some(long limit)
    {
        if (start == end && Fill() == 0) throw Truncated();
        return Consume((int)Math.Min(limit, end - start));
    }

    internal void Skip(long count)
    {
        while (count > 0) count -= Some(count).Length;
    }

    /// <summary>Reads to the end of the source and drops it.</summary>
    internal void Drain()
    {
        do
        {
            Position += end - start;
            start = end = 0;
        }
        while (Fill() > 0);
    }

    internal EngineException Truncated() =>
        new(ErrorKind.Corrupt, $"read tar archive: it ends in the middle, after {Position + end - start} bytes", "was it copied or downloaded completely?");

    internal EngineException Corrupt(string problem) => new(ErrorKind.Corrupt, $"read tar archive: {problem} (at byte {Position})");

    private ReadOnlySpan<byte> Consume(int count)
    {
        ReadOnlySpan<byte> piece = buffer.AsSpan(start, count);
        start += count;
        Position += count;
        return piece;
    }

    private int Fill()
    {
        if (start == end) start = end = 0;
        else if (start > 0 && end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }
        int count = source.Read(buffer, end, buffer.Length - end);
        end += count;
        return count;
    }
}
