using Berth.Oci;

namespace Berth.Engine;

/// <summary>The <c>-v</c> syntax: <c>[source:]destination[:options]</c>. A source with a slash in front is a path, else it names a volume.</summary>
internal static class BindSyntax
{
    /// <param name="workingDirectory">What a source that begins with <c>./</c> or <c>../</c> is relative to.</param>
    internal static MountIntent Parse(string text, string workingDirectory)
    {
        string[] parts = text.Split(':', 4);
        if (parts[0].Length == 0 || parts.Length > 3) throw Invalid(text, null);
        if (parts.Length == 2 && BindMode.TryParse(parts[1], out _)) throw Invalid(text, null);
        string source = parts.Length == 1 ? "" : parts[0];
        string destination = parts.Length == 1 ? parts[0] : parts[1];
        string modeText = parts.Length == 3 ? parts[2] : "";
        if (!BindMode.TryParse(modeText, out BindMode mode))
            throw new EngineException(ErrorKind.InvalidArgument, $"invalid mode: {modeText}", BindMode.Hint(modeText));

        if (source is "." or ".." || source.StartsWith("./", StringComparison.Ordinal) || source.StartsWith("../", StringComparison.Ordinal))
            source = workingDirectory + "/" + source;
        bool isPath = source.StartsWith('/');
        string? refusal = MountPaths.Refusal(destination);
        if (refusal is not null) throw Invalid(text, MountPaths.Invalid(isPath ? "bind" : "volume", refusal).Message);
        destination = MountPaths.Clean(destination);

        if (isPath)
        {
            return new MountIntent.Bind
            {
                Destination = destination, Source = MountPaths.Clean(source), ReadOnly = mode.ReadOnly, Mode = modeText,
                Propagation = mode.Propagation ?? "rprivate", CreateSource = true,
            };
        }
        if (mode.Propagation is not null) throw Invalid(text, MountPaths.Invalid("volume", "field BindOptions must not be specified").Message);
        if (source.Length == 0 && mode.ReadOnly)
            throw Invalid(text, MountPaths.Invalid("volume", "must not set ReadOnly mode when using anonymous volumes").Message);
        return new MountIntent.Volume
        {
            Destination = destination, Name = source.Length == 0 ? null : source, ReadOnly = mode.ReadOnly, Mode = modeText, Copy = !mode.NoCopy,
        };
    }

    private static EngineException Invalid(string text, string? reason) =>
        new(ErrorKind.InvalidArgument, $"invalid volume specification: '{text}'{(reason is null ? "" : ": " + reason)}");
}

/// <summary>The options of <c>-v</c>: at most one of each kind.</summary>
internal readonly record struct BindMode(bool ReadOnly, string? Propagation, bool NoCopy)
{
    internal static bool TryParse(string text, out BindMode mode)
    {
        mode = default;
        if (text.Length == 0) return true;
        bool access = false, label = false, copy = false, consistency = false;
        foreach (string word in text.Split(','))
        {
            switch (word)
            {
                case "ro" or "rw" when !access:
                    access = true;
                    mode = mode with { ReadOnly = word == "ro" };
                    break;
                case "z" or "Z" when !label:
                    label = true;
                    break;
                case "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave" when mode.Propagation is null:
                    mode = mode with { Propagation = word };
                    break;
                case "nocopy" when !copy:
                    copy = true;
                    mode = mode with { NoCopy = true };
                    break;
                case "consistent" or "cached" or "delegated" when !consistency:
                    consistency = true;
                    break;
                default:
                    mode = default;
                    return false;
            }
        }
        return true;
    }

    internal static string? Hint(string text) => text.StartsWith('/')
        ? "a path cannot contain a colon here; use --mount type=bind,source=...,target=..."
        : "known are ro, rw, z, Z, nocopy and [r]private, [r]shared, [r]slave";
}
