using Berth.Oci;

namespace Berth.Cli.Values;

/// <summary>One <c>--expose</c>: <c>80</c>, <c>80/udp</c>, <c>8000-8010</c>.</summary>
internal static class ExposedPort
{
    /// <summary>Each port of the range as <c>port/protocol</c>.</summary>
    /// <exception cref="EngineException">InvalidArgument, with docker's words.</exception>
    public static IEnumerable<string> Expand(string text)
    {
        int slash = text.IndexOf('/');
        string protocol = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        string[] ends = (slash < 0 ? text : text[..slash]).Split('-');
        if (ends.Length > 2 || protocol is not ("tcp" or "udp" or "sctp"))
        {
            throw Bad(text, $"invalid proto: {protocol}");
        }

        ushort first = Port(text, ends[0]);
        ushort last = Port(text, ends[^1]);
        if (last < first)
        {
            throw Bad(text, $"invalid port range: {text}");
        }

        for (int port = first; port <= last; port++)
        {
            yield return $"{port}/{protocol}";
        }
    }

    private static ushort Port(string text, string port) => ushort.TryParse(port, out ushort number)
        ? number
        : throw Bad(text, $"strconv.ParseUint: parsing {CommandLine.GoQuoted.Text(port)}: invalid syntax");

    private static EngineException Bad(string text, string error) =>
        new(ErrorKind.InvalidArgument, $"invalid range format for --expose: {text}, error: {error}");
}
