using System.Security.Cryptography;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>Content by digest below <c>blobs/</c> of an OCI layout. A blob is complete or not there.</summary>
internal sealed class BlobStore(string imagesDirectory)
{
    private const int DocumentLimit = 64 << 20;

    internal string PathOf(Digest digest) => $"{imagesDirectory}/blobs/{digest.Algorithm}/{digest.Hex}";

    internal bool Exists(Digest digest) => Files.TryStatus(null, PathOf(digest), out _) == Errno.None;

    /// <summary>A manifest or configuration; not verified again (it was when it was written). Throws when it is missing.</summary>
    internal byte[] Read(Digest digest) =>
        Files.ReadAllBytes(null, PathOf(digest), DocumentLimit)
        ?? throw new EngineException(ErrorKind.Corrupt, $"read the image store: blob {digest} is missing", "remove the image and import or pull it again");

    /// <summary>Writes a document; a blob of that digest that exists already stays.</summary>
    internal Digest Write(ReadOnlySpan<byte> content)
    {
        var digest = Digest.FromSha256(SHA256.HashData(content));
        if (!Exists(digest)) Files.WriteWhole(null, PathOf(digest), content, sync: true);
        return digest;
    }

    internal void Delete(Digest digest)
    {
        Errno errno = Files.TryUnlink(null, PathOf(digest));
        if (errno is not (Errno.None or Errno.ENOENT)) throw new KernelException("remove", PathOf(digest), errno);
    }

    /// <summary>Writes a blob as a stream; it appears under its digest when what was written has that digest.</summary>
    internal void WriteStream(Digest expected, Action<Stream> write)
    {
        if (Exists(expected)) return;
        string temporary = $"{PathOf(expected)}.{RandomBytes.Hex(8)}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            using (var digest = new DigestStream(file))
            {
                write(digest);
                Digest actual = digest.Complete();
                if (actual != expected) throw new EngineException(ErrorKind.Corrupt, $"write blob {expected}: the content has the digest {actual}");
                file.Flush(flushToDisk: true);
            }
            Errno errno = Files.TryRename(null, temporary, null, PathOf(expected));
            if (errno != Errno.None) throw new KernelException("rename to", PathOf(expected), errno);
        }
        finally
        {
            Files.TryUnlink(null, temporary);
        }
    }
}
