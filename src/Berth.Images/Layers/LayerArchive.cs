using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// Writes a directory as a layer's archive, the same tree to the same bytes: names in byte order, a directory before its content, each file's first
/// name as the file and its other names as hard links, overlayfs' whiteouts in the archive's form, times in whole seconds, holes as zeros.
/// The digest of these bytes is the diffID of an imported or committed layer.
/// </summary>
public static class LayerArchive
{
    /// <summary>Writes the archive.</summary>
    /// <param name="root">The directory; its own mode, owner and time are the entry "./".</param>
    /// <param name="destination">Not disposed.</param>
    /// <param name="cancellation">Looked at for each entry.</param>
    public static void Write(Fd root, Stream destination, CancellationToken cancellation = default)
    {
        var writer = new TarWriter(destination);
        new TreeArchiver(root, writer, cancellation).Write();
        writer.Finish();
    }

    /// <summary>The digest and the size that <see cref="Write"/> would produce, and the bytes that the tree takes on disk.</summary>
    public static LayerMeasure Measure(Fd root, CancellationToken cancellation = default)
    {
        using var digest = new DigestStream();
        var writer = new TarWriter(digest);
        var archiver = new TreeArchiver(root, writer, cancellation);
        archiver.Write();
        writer.Finish();
        return new LayerMeasure(digest.Complete(), digest.Length, archiver.DiskUsage);
    }
}

/// <summary>What a tree is as a layer.</summary>
/// <param name="DiffId">The digest of its archive.</param>
/// <param name="Size">Bytes of the archive.</param>
/// <param name="DiskUsage">Bytes allocated on disk.</param>
public readonly record struct LayerMeasure(Digest DiffId, long Size, long DiskUsage);
