using Berth.Oci;

namespace Berth.Images;

/// <summary>What <c>berth import</c> takes beside the archive and the name.</summary>
public sealed record ImportOptions
{
    /// <summary>The history's comment; docker's default.</summary>
    public string Message { get; init; } = "Imported from -";

    /// <summary>Dockerfile instructions that set the configuration: CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>What the archive's programs are for; this machine when null.</summary>
    public Platform? Platform { get; init; }

    public UnpackOptions Limits { get; init; } = UnpackOptions.Default;
}

/// <summary>How far an import is.</summary>
/// <param name="BytesRead">Bytes of the archive as it came, compressed or not.</param>
/// <param name="IsUnpacked">All is read and unpacked; the layer's digest is being computed.</param>
public readonly record struct ImportProgress(long BytesRead, bool IsUnpacked);

/// <summary>What an import made.</summary>
/// <param name="Id">The image's ID.</param>
/// <param name="DiffId">Its one layer.</param>
/// <param name="Compression">What the archive was compressed with.</param>
/// <param name="Warnings">What could not be kept, a line each.</param>
public sealed record ImportResult(Digest Id, Digest DiffId, CompressionKind Compression, IReadOnlyList<string> Warnings);
