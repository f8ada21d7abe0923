using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Berth.Images;

/// <summary>
/// Reads the inner stream ahead on a thread of its own, at most four buffers. An exception there is thrown to the reader. Disposing does not wait
/// for a read that blocks (standard input may never end); the thread is a background one and goes when its read returns.
/// </summary>
internal sealed class ReadAheadStream : ReadOnlyStream
{
    private const int BufferSize = 256 * 1024;
    private const int Buffers = 4;

    private readonly BlockingCollection<byte[]> free = [];
    private readonly BlockingCollection<(byte[] Buffer, int Length)> full = [];
    private readonly Stream inner;
    private ExceptionDispatchInfo? failure;
    private volatile bool stopped;
    private byte[]? current;
    private int at;
    private int end;
    private bool finished;

    internal ReadAheadStream(Stream inner)
    {
        this.inner = inner;
        for (int i = 0; i < Buffers; i++) free.Add(new byte[BufferSize]);
        new Thread(ReadAll) { IsBackground = true, Name = "read ahead" }.Start();
    }

    private void ReadAll()
    {
        try
        {
            while (!stopped)
            {
                byte[] buffer = free.Take();
                int length = stopped ? 0 : inner.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                full.Add((buffer, length));
                if (length < buffer.Length) break;
            }
        }
        catch (Exception e)
        {
            // Whatever it is, it is the reader's to know.
            failure = ExceptionDispatchInfo.Capture(e);
            full.Add(([], 0));
        }
        finally
        {
            inner.Dispose();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (at == end)
        {
            if (finished) return 0;
            if (current is { Length: > 0 }) free.Add(current);
            (current, end) = full.Take();
            at = 0;
            failure?.Throw();
            finished = end < current.Length;
        }
        int count = Math.Min(buffer.Length, end - at);
        current.AsSpan(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        stopped = true;
        if (disposing) free.Add([0]);
        base.Dispose(disposing);
    }
}
