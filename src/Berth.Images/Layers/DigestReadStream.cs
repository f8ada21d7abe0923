using System.Security.Cryptography;
using Berth.Oci;

namespace Berth.Images;

/// <summary>Hashes what is read through it (SHA-256).</summary>
internal sealed class DigestReadStream(Stream source) : ReadOnlyStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes read.</summary>
    internal long Count { get; private set; }

    /// <summary>Of everything read so far; once.</summary>
    internal Digest Digest => Digest.FromSha256(hash.GetHashAndReset());

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        hash.AppendData(buffer[..count]);
        Count += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        // The hash lives on: its value is asked for after the reader is done with the stream.
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
