using System.IO.Compression;
using Berth.Oci;

namespace Berth.Images;

/// <summary>Opens a stream for reading, whatever it is compressed with. Decompression happens in this process: no program is started.</summary>
public static class Decompression
{
    /// <summary>
    /// The uncompressed bytes. Broken input throws <see cref="EngineException"/> (Corrupt) from Read. Compressed input is decompressed ahead on a
    /// thread of its own, so that the reader's work and this overlap.
    /// </summary>
    /// <param name="source">Read from where it stands; not disposed.</param>
    /// <param name="kind">What was found.</param>
    public static Stream Open(Stream source, out CompressionKind kind)
    {
        var peeked = new PeekedStream(source, CompressionMagic.Length);
        kind = CompressionMagic.Detect(peeked.Peeked);
        return kind switch
        {
            CompressionKind.None => peeked,
            CompressionKind.Gzip => new ReadAheadStream(new CheckedStream(OpenGzip(peeked), "gzip")),
            CompressionKind.Zstd => new ReadAheadStream(new CheckedStream(new ZstdSharp.DecompressionStream(peeked, bufferSize: 256 * 1024, checkEndOfStream: true), "zstd")),
            CompressionKind.Xz => new ReadAheadStream(new CheckedStream(new XzStream(peeked), "xz")),
            _ => throw new EngineException(
                ErrorKind.NotSupported, "read the archive: it is compressed with bzip2, which is not supported", "decompress it first: bunzip2 -c FILE | berth import - NAME"),
        };
    }

    private static GZipStream OpenGzip(Stream source)
    {
        // Without this the framework takes a truncated stream for a complete one.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);
        return new GZipStream(source, CompressionMode.Decompress);
    }
}
