using System.Text;
using Berth.Oci;

namespace Berth.Cli.Values;

/// <summary>
/// The files of <c>--env-file</c> and <c>--label-file</c>: one <c>KEY=value</c> a line, taken as it stands (quotes included); lines that
/// are blank or begin with <c>#</c> are skipped.
/// </summary>
internal static class KeyValueFile
{
    /// <summary>Reads a file. <paramref name="bare"/> gives the value of a key without <c>=</c>, or null to leave the key out.</summary>
    /// <exception cref="EngineException">The file cannot be read or has a malformed line.</exception>
    public static List<string> Read(string path, Func<string, string?> bare)
    {
        byte[] data;
        try
        {
            data = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"open {path}: {Reason(path, failure)}");
        }

        var entries = new List<string>();
        int number = 0;
        ReadOnlySpan<byte> rest = data.AsSpan().StartsWith("\uFEFF"u8) ? data.AsSpan(3) : data;
        while (!rest.IsEmpty)
        {
            number++;
            int newline = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = newline < 0 ? rest : rest[..newline];
            rest = newline < 0 ? [] : rest[(newline + 1)..];
            if (!System.Text.Unicode.Utf8.IsValid(line))
            {
                throw new EngineException(ErrorKind.InvalidArgument, $"invalid utf8 bytes at line {number} of {path}");
            }

            AppendEntry(entries, Encoding.UTF8.GetString(line.EndsWith("\r"u8) ? line[..^1] : line).TrimStart(), path, bare);
        }

        return entries;
    }

    private static void AppendEntry(List<string> entries, string line, string path, Func<string, string?> bare)
    {
        if (line.Length == 0 || line[0] == '#')
        {
            return;
        }

        int equals = line.IndexOf('=');
        string key = equals < 0 ? line : line[..equals];
        if (key.AsSpan().IndexOfAny(' ', '\t') >= 0)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"{path}: variable '{key}' contains whitespaces", Hint(key));
        }

        if (key.Length == 0)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"{path}: no variable name on line '{line}'");
        }

        if (equals >= 0)
        {
            entries.Add(line);
        }
        else if (bare(key) is string value)
        {
            entries.Add($"{key}={value}");
        }
    }

    private static string? Hint(string key) => key.StartsWith("export ", StringComparison.Ordinal)
        ? "the file is no shell script: leave \"export\" out"
        : key.EndsWith(' ') || key.EndsWith('\t') ? "leave no blank before the equals sign" : null;

    private static string Reason(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        UnauthorizedAccessException => Directory.Exists(path) ? "is a directory" : "permission denied",
        _ => failure.Message,
    };
}
