using System.Diagnostics.CodeAnalysis;

namespace Berth.Oci;

/// <summary>
/// A normalised image reference: <c>debian</c> is <c>docker.io/library/debian:latest</c>. Docker's grammar and rules
/// (https://pkg.go.dev/github.com/distribution/reference). Equal references are the same text in full form.
/// </summary>
public sealed class ImageReference : IEquatable<ImageReference>
{
    private const string DefaultDomain = "docker.io";
    private const string Official = "library/";

    private ImageReference(string domain, string path, string? tag, Digest digest)
    {
        Domain = domain;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry, e.g. <c>docker.io</c> or <c>localhost:5000</c>.</summary>
    public string Domain { get; }

    /// <summary>The repository within the registry, e.g. <c>library/debian</c>.</summary>
    public string Path { get; }

    /// <summary>Null when the reference has only a digest, or when it was parsed without a default.</summary>
    public string? Tag { get; }

    /// <summary>Empty when there is none.</summary>
    public Digest Digest { get; }

    /// <summary><c>docker.io/library/debian</c>.</summary>
    public string Name => $"{Domain}/{Path}";

    /// <summary>The name as users write it and tables show it: <c>debian</c>, <c>user/app</c>, <c>ghcr.io/o/app</c>.</summary>
    public string FamiliarName =>
        Domain != DefaultDomain ? Name
        : Path.StartsWith(Official, StringComparison.Ordinal) && Path.IndexOf('/', Official.Length) < 0 ? Path[Official.Length..]
        : Path;

    /// <summary>The familiar name with tag and digest: <c>debian:12</c>.</summary>
    public string Familiar => FamiliarName + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest.IsEmpty ? "" : "@" + Digest);

    /// <summary>Parses and normalises; a name alone gets the tag <c>latest</c>. False, with docker's words in <paramref name="error"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        if (!TryParseExact(text, out reference, out error)) return false;
        if (reference.Tag is null && reference.Digest.IsEmpty) reference = reference.WithTag("latest");
        return true;
    }

    /// <summary>As <see cref="TryParse"/>; throws <see cref="EngineException"/> (InvalidArgument).</summary>
    public static ImageReference Parse(string text) =>
        TryParse(text, out ImageReference? reference, out string? error)
            ? reference
            : throw new EngineException(ErrorKind.InvalidArgument, error, HintFor(text));

    /// <summary>As <see cref="TryParse"/>, but a name alone keeps no tag.</summary>
    public static bool TryParseExact(string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        reference = null;
        error = "invalid reference format";
        if (text.Length == 0) return false;
        if (Digest.TryFromHex(text, out _))
        {
            error = $"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings";
            return false;
        }

        Digest digest = default;
        string rest = text;
        int at = rest.IndexOf('@');
        if (at >= 0)
        {
            if (!Digest.TryParse(rest[(at + 1)..], out digest)) return false;
            rest = rest[..at];
        }

        (string domain, string path) = SplitDomain(rest);
        string? tag = null;
        int colon = path.IndexOf(':');
        if (colon >= 0)
        {
            tag = path[(colon + 1)..];
            path = path[..colon];
        }
        if (path.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0)
        {
            error = $"invalid reference format: repository name ({path}) must be lowercase";
            return false;
        }
        if (!ReferenceGrammar.IsDomain(domain) || !ReferenceGrammar.IsPath(path)) return false;
        if (tag is not null && !ReferenceGrammar.IsTag(tag)) return false;
        if (path.Length > 255)
        {
            error = "repository name must not be more than 255 characters";
            return false;
        }
        error = null;
        reference = new ImageReference(domain, path, tag, digest);
        return true;
    }

    // What stands before the first slash is a registry only if it cannot be a user name: it has a dot, a colon, a capital, or is localhost.
    private static (string Domain, string Path) SplitDomain(string name)
    {
        int slash = name.IndexOf('/');
        string first = slash < 0 ? "" : name[..slash];
        bool isDomain = slash >= 0 && (first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.AsSpan().ContainsAnyInRange('A', 'Z'));
        (string domain, string path) = isDomain ? (first, name[(slash + 1)..]) : (DefaultDomain, name);
        if (domain == "index.docker.io") domain = DefaultDomain;
        if (domain == DefaultDomain && !path.Contains('/')) path = Official + path;
        return (domain, path);
    }

    private static string? HintFor(string text) =>
        text.AsSpan().ContainsAny(" \t") ? "an image name has no blanks; is an option's value missing its quotes?"
        : text.Contains("://", StringComparison.Ordinal) ? "an image name has no scheme: " + text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..]
        : text.EndsWith(':') ? "the tag after the colon is missing"
        : text.StartsWith('-') ? "options stand before the image name"
        : null;

    public ImageReference WithTag(string tag) =>
        ReferenceGrammar.IsTag(tag)
            ? new ImageReference(Domain, Path, tag, Digest)
            : throw new EngineException(ErrorKind.InvalidArgument, $"invalid tag \"{tag}\": letters, digits, '_', '.' and '-', at most 128");

    public ImageReference WithDigest(Digest digest) => new(Domain, Path, Tag, digest);

    /// <summary>The name with the digest only, as <c>RepoDigests</c> lists it.</summary>
    public ImageReference WithoutTag() => new(Domain, Path, null, Digest);

    public bool Equals(ImageReference? other) =>
        other is not null && Domain == other.Domain && Path == other.Path && Tag == other.Tag && Digest == other.Digest;

    public override bool Equals(object? obj) => Equals(obj as ImageReference);

    public override int GetHashCode() => HashCode.Combine(Domain, Path, Tag, Digest);

    /// <summary>The full form: <c>docker.io/library/debian:12</c>.</summary>
    public override string ToString() => Name + Suffix;
}
