namespace Berth.Images;

/// <summary>A stream whose first bytes have been looked at. Does not dispose the source.</summary>
internal sealed class PeekedStream : ReadOnlyStream
{
    private readonly Stream source;
    private readonly byte[] start;
    private readonly int length;
    private int given;

    internal PeekedStream(Stream source, int count)
    {
        this.source = source;
        start = new byte[count];
        length = source.ReadAtLeast(start, count, throwOnEndOfStream: false);
    }

    internal ReadOnlySpan<byte> Peeked => start.AsSpan(0, length);

    public override int Read(Span<byte> buffer)
    {
        if (given == length) return source.Read(buffer);
        int count = Math.Min(buffer.Length, length - given);
        start.AsSpan(given, count).CopyTo(buffer);
        given += count;
        return count;
    }
}
