namespace Berth.EndToEnd.Tests.Harness;

/// <summary>What an error has to look like: one line that a person understands, and perhaps a hint below it.</summary>
internal static class Clear
{
    public static void IsOneLine(CommandResult result)
    {
        string[] lines = result.Error.TrimEnd('\n').Split('\n');
        Assert.True(lines is [{ Length: > 0 and < 1200 }] or [{ Length: > 0 and < 1200 }, ['h', 'i', 'n', 't', ':', ..]],
            $"{result.CommandLine}\nended with {result.ExitCode} and said\n{result.Error}\nand printed\n{result.Output}");
        Assert.DoesNotContain("internal error", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(" at Berth.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);
    }

    /// <summary>Refused, in one line that says each of these.</summary>
    public static void IsRefused(CommandResult result, params string[] said)
    {
        Assert.True(result.ExitCode != 0, $"{result.CommandLine}\nsucceeded: {result.Output}");
        IsOneLine(result);
        foreach (string word in said)
            Assert.Contains(word, result.Error, StringComparison.OrdinalIgnoreCase);
    }
}
