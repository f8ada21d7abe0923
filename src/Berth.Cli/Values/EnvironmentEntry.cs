namespace Berth.Cli.Values;

/// <summary>One <c>-e</c>: <c>NAME=value</c>, or <c>NAME</c> alone for the value it has where the command runs.</summary>
internal static class EnvironmentEntry
{
    /// <summary>Checks an entry. Returns null, or docker's reason.</summary>
    public static string? Check(string text) => text.Length == 0 || text[0] == '=' ? $"invalid environment variable: {text}" : null;

    /// <summary>The entry with its value; a name that has none here stays alone, which takes the image's variable away.</summary>
    public static string Resolve(string text) =>
        text.Contains('=') || Environment.GetEnvironmentVariable(text) is not string value ? text : $"{text}={value}";
}
