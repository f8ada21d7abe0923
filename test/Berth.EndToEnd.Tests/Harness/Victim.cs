namespace Berth.EndToEnd.Tests.Harness;

/// <summary>A directory of the host that a hostile container aims at: a secret to read, a file to write to. It has to stay as it was.</summary>
internal sealed class Victim
{
    public const string Secret = "secret of the host";
    private readonly string before;

    public Victim(string content = "")
    {
        Folder = Sandbox.NewDirectory();
        File.WriteAllText(Path.Combine(Folder, "secret"), Secret);
        File.WriteAllText(FilePath, content);
        Directory.CreateDirectory(Path.Combine(Folder, "directory"));
        before = State();
    }

    public string Folder { get; }

    public string FilePath => Path.Combine(Folder, "file");

    /// <summary>Nothing was made, changed or mounted there, and nothing of it was shown.</summary>
    public void IsUntouched(CommandResult result)
    {
        Assert.Equal(before, State());
        Assert.DoesNotContain(Secret, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Folder, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    /// <summary>As for any hostile bundle: it works inside itself, or it is refused in one line (and perhaps a hint).</summary>
    public void IsUntouchedAndSaidSo(CommandResult result)
    {
        IsUntouched(result);
        if (result.ExitCode != 0 && result.Output.Length == 0)
            Clear.IsOneLine(result);
    }

    private string State() => Command.Shell($"cd {Folder} && find . -printf '%p %y %m %s %T@ %u\\n' | sort && cat file secret").Succeeds().Output;
}
