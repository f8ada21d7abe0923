using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>
/// An operating system and a processor, as image indexes and <c>--platform</c> name them: <c>linux/arm64/v8</c>
/// (https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md).
/// </summary>
public sealed record Platform
{
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    [JsonPropertyName("os")]
    public required string Os { get; init; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    public string[]? OsFeatures { get; init; }

    /// <summary>E.g. <c>v7</c> of arm; null for the plain processor.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>What this process runs on.</summary>
    public static Platform Current { get; } = new()
    {
        Os = "linux",
        Architecture = RuntimeInformation.ProcessArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "amd64",
            System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
            System.Runtime.InteropServices.Architecture architecture => architecture.ToString().ToLowerInvariant(),
        },
    };

    /// <summary>Parses <c>os/arch[/variant]</c>, <c>os</c> or <c>arch</c>, and normalises the processor's many names.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Platform? platform, [NotNullWhen(false)] out string? error)
    {
        platform = null;
        error = null;
        string[] parts = text.Split('/');
        foreach (string part in parts)
        {
            if (!IsPart(part))
            {
                error = $"\"{text}\" is an invalid platform: expected os/arch[/variant], e.g. linux/arm64";
                return false;
            }
        }
        string first = parts[0].ToLowerInvariant();
        switch (parts.Length)
        {
            case 1 when IsKnownOs(first):
                platform = Current with { Os = NormalizeOs(first) };
                return true;
            case 1:
                Platform alone = Normalize("linux", first, null);
                if (IsKnownArchitecture(alone.Architecture))
                {
                    platform = alone;
                    return true;
                }
                error = $"\"{text}\" is neither an operating system nor a processor that is known";
                return false;
            case 2:
                platform = Normalize(first, parts[1], null);
                return true;
            case 3:
                platform = Normalize(first, parts[1], parts[2]);
                return true;
            default:
                error = $"\"{text}\" is an invalid platform: expected os/arch[/variant], e.g. linux/arm64";
                return false;
        }
    }

    /// <summary>As <see cref="TryParse"/>; throws <see cref="EngineException"/> (InvalidArgument).</summary>
    public static Platform Parse(string text) =>
        TryParse(text, out Platform? platform, out string? error) ? platform : throw new EngineException(ErrorKind.InvalidArgument, error);

    /// <summary>The same platform under the names that registries use.</summary>
    public Platform Normalized() => Normalize(Os, Architecture, Variant) with { OsVersion = OsVersion, OsFeatures = OsFeatures };

    /// <summary>
    /// Whether something built for <paramref name="built"/> runs where this is asked for: the same system and processor, and the same or
    /// an older variant (arm v7 runs v6; amd64 v3 runs v2).
    /// </summary>
    public bool Matches(Platform built)
    {
        Platform wanted = Normalized(), offered = built.Normalized();
        if (wanted.Os != offered.Os || wanted.Architecture != offered.Architecture) return false;
        return offered.Variant == wanted.Variant || VariantNumber(offered) <= VariantNumber(wanted);
    }

    private static bool IsPart(string text)
    {
        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) return false;
        return text.Length > 0;
    }

    // The plain amd64 is v1, arm is v7 and arm64 is v8; an unknown variant only matches itself.
    private static double VariantNumber(Platform p) => p.Variant switch
    {
        null => p.Architecture switch { "amd64" => 1, "arm" => 7, "arm64" => 8, _ => 0 },
        ['v', .. string number] when double.TryParse(number, out double value) => value,
        _ => double.NaN,
    };

    private static Platform Normalize(string os, string architecture, string? variant)
    {
        variant = string.IsNullOrEmpty(variant) ? null : variant.ToLowerInvariant();
        architecture = architecture.ToLowerInvariant();
        (architecture, variant) = (architecture, variant) switch
        {
            ("i386" or "i486" or "i586" or "i686", _) => ("386", null),
            ("x86_64" or "x86-64" or "amd64", "v1" or null) => ("amd64", null),
            ("x86_64" or "x86-64", _) => ("amd64", variant),
            ("aarch64" or "arm64", "8" or "v8" or "v8.0" or null) => ("arm64", null),
            ("aarch64", _) => ("arm64", variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", null or "7") => ("arm", "v7"),
            ("arm", "5" or "6" or "8") => ("arm", "v" + variant),
            ("mips64el", _) => ("mips64le", variant),
            ("ppc64el", _) => ("ppc64le", variant),
            _ => (architecture, variant),
        };
        return new Platform { Os = NormalizeOs(os.ToLowerInvariant()), Architecture = architecture, Variant = variant };
    }

    private static string NormalizeOs(string os) => os == "macos" ? "darwin" : os;

    private static bool IsKnownOs(string text) =>
        text is "linux" or "windows" or "darwin" or "macos" or "freebsd" or "netbsd" or "openbsd" or "dragonfly" or "solaris" or "illumos"
            or "aix" or "android" or "ios" or "js" or "plan9" or "wasip1";

    private static bool IsKnownArchitecture(string text) =>
        text is "386" or "amd64" or "arm" or "arm64" or "loong64" or "mips" or "mipsle" or "mips64" or "mips64le" or "ppc64" or "ppc64le"
            or "riscv64" or "s390x" or "wasm";

    /// <summary><c>linux/arm/v7</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    public bool Equals(Platform? other) =>
        other is not null && Os == other.Os && Architecture == other.Architecture && Variant == other.Variant && OsVersion == other.OsVersion;

    public override int GetHashCode() => HashCode.Combine(Os, Architecture, Variant, OsVersion);
}
