using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>
/// A content digest, <c>algorithm:hex</c>, image-spec "Descriptor" (https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests).
/// sha256 (64 lower-case hex digits) and sha512 (128) are known. The default value is no digest; <see cref="IsEmpty"/> tells.
/// </summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly struct Digest : IEquatable<Digest>
{
    private readonly string? text;

    private Digest(string text) => this.text = text;

    public bool IsEmpty => text is null;

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => Text[..6];

    /// <summary>The lower-case hex digits.</summary>
    public string Hex => Text[7..];

    /// <summary>The first twelve hex digits, as tables show them.</summary>
    public string Short => Text.Substring(7, 12);

    private string Text => text ?? throw new InvalidOperationException("an empty Digest has no value");

    /// <summary>From 32 bytes of a SHA-256.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> hash) =>
        hash.Length == 32
            ? new Digest("sha256:" + Convert.ToHexStringLower(hash))
            : throw new ArgumentException($"a SHA-256 has 32 bytes, not {hash.Length}");

    public static bool TryParse([NotNullWhen(true)] string? value, out Digest digest)
    {
        digest = default;
        if (value is null || !IsValid(value)) return false;
        digest = new Digest(value);
        return true;
    }

    /// <summary>Throws <see cref="EngineException"/> (InvalidArgument) for anything that is no digest.</summary>
    public static Digest Parse(string value) =>
        TryParse(value, out Digest digest) ? digest : throw new EngineException(ErrorKind.InvalidArgument, $"invalid digest \"{value}\"");

    /// <summary>From the hex digits of a SHA-256 alone, as in a file name.</summary>
    public static bool TryFromHex(string hex, out Digest digest) => TryParse("sha256:" + hex, out digest);

    private static bool IsValid(string value)
    {
        int length = value.StartsWith("sha256:", StringComparison.Ordinal) ? 64 : value.StartsWith("sha512:", StringComparison.Ordinal) ? 128 : -1;
        if (length < 0 || value.Length != 7 + length) return false;
        foreach (char c in value.AsSpan(7))
            if (!char.IsAsciiHexDigitLower(c)) return false;
        return true;
    }

    public bool Equals(Digest other) => text == other.text;

    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    public override int GetHashCode() => text?.GetHashCode() ?? 0;

    /// <summary>The whole form; empty text for the empty value.</summary>
    public override string ToString() => text ?? "";

    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}

internal sealed class DigestJsonConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Digest.TryParse(reader.GetString(), out Digest digest)
            ? digest
            : throw new JsonException("not a sha256 or sha512 digest");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
