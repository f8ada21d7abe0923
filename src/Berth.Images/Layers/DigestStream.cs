using System.Collections.Concurrent;
using System.Security.Cryptography;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// Hashes what is written to it (SHA-256) on a thread of its own, and passes it on to another stream if there is one, so that whoever produces the
/// bytes does not wait for the arithmetic.
/// </summary>
internal sealed class DigestStream : Stream
{
    private const int Buffers = 4;

    private readonly BlockingCollection<byte[]> free = [];
    private readonly BlockingCollection<(byte[] Buffer, int Length)> full = [];
    private readonly Thread worker;
    private readonly Stream? next;
    private byte[] hash = [];
    private Exception? failure;
    private bool completed;
    private long length;

    internal DigestStream(Stream? next = null)
    {
        this.next = next;
        for (int i = 0; i < Buffers; i++) free.Add(new byte[256 * 1024]);
        worker = new Thread(Work) { IsBackground = true, Name = "digest" };
        worker.Start();
    }

    /// <summary>Waits for the rest; nothing may be written after it.</summary>
    internal Digest Complete()
    {
        full.Add(([], 0));
        worker.Join();
        completed = true;
        return failure is null ? Digest.FromSha256(hash) : throw new IOException(failure.Message, failure);
    }

    private void Work()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            (byte[] buffer, int count) = full.Take();
            if (count == 0) break;
            try
            {
                if (failure is null)
                {
                    sha.AppendData(buffer, 0, count);
                    next?.Write(buffer, 0, count);
                }
            }
            catch (Exception e)
            {
                // Told by Complete; the writer must not block meanwhile.
                failure = e;
            }
            free.Add(buffer);
        }
        hash = sha.GetHashAndReset();
    }

    public override void Write(ReadOnlySpan<byte> data)
    {
        length += data.Length;
        while (!data.IsEmpty)
        {
            byte[] buffer = free.Take();
            int count = Math.Min(buffer.Length, data.Length);
            data[..count].CopyTo(buffer);
            full.Add((buffer, count));
            data = data[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing && !completed)
        {
            completed = true;
            full.Add(([], 0));
        }
        base.Dispose(disposing);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
