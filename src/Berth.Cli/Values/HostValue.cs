using System.Net;

namespace Berth.Cli.Values;

/// <summary>Names and addresses: <c>--add-host</c>, <c>--dns</c>, <c>--dns-search</c>.</summary>
internal static class HostValue
{
    /// <summary>Reads <c>name:address</c> or <c>name=address</c> and gives the first form. Returns null, or docker's reason.</summary>
    public static string? ParseExtraHost(string text, out string host)
    {
        host = text;
        int mark = text.IndexOf('=');
        mark = mark < 0 ? text.IndexOf(':') : mark;
        if (mark <= 0)
        {
            return $"bad format for add-host: {CommandLine.GoQuoted.Text(text)}";
        }

        string address = text[(mark + 1)..];
        string bare = address is ['[', .., ']'] ? address[1..^1] : address;
        host = $"{text[..mark]}:{bare}";
        return address == "host-gateway" || IsAddress(bare) ? null : $"invalid IP address in add-host: {CommandLine.GoQuoted.Text(address)}";
    }

    /// <summary>Checks a name server. Returns null, or docker's reason.</summary>
    public static string? CheckServer(string text) => IsAddress(text.Trim()) ? null : $"IP address is not correctly formatted: {text}";

    /// <summary>Checks a search domain; <c>.</c> stands for none. Returns null, or docker's reason.</summary>
    public static string? CheckSearch(string text)
    {
        string domain = text.Trim();
        if (domain == ".")
        {
            return null;
        }

        bool valid = domain.Length is > 0 and < 255 && domain.TrimEnd('.').Split('.').All(label =>
            label.Length is > 0 and < 64 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && label[0] != '-' && label[^1] != '-');
        return valid && domain.AsSpan().IndexOfAnyInRange('0', '9') != 0 | domain.Any(char.IsAsciiLetter) ? null : $"{text} is not a valid domain";
    }

    // IPAddress.TryParse also takes "1" and "0x7f.1", which Go does not.
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && (text.Contains(':') || (text.Split('.') is { Length: 4 } && address.ToString() == text));
}
