namespace Berth.Cli.CommandLine;

/// <summary>How many arguments a verb takes, and the words for a wrong number.</summary>
internal readonly record struct ArgumentCount(int Min, int Max)
{
    public static ArgumentCount None => new(0, 0);

    public static ArgumentCount AtLeast(int min) => new(min, int.MaxValue);

    public static ArgumentCount AtMost(int max) => new(0, max);

    public static ArgumentCount Exactly(int count) => new(count, count);

    public static ArgumentCount Between(int min, int max) => new(min, max);

    /// <summary>The end of docker's sentence "'docker rm' …", or null when <paramref name="count"/> is right.</summary>
    public string? Complaint(int count)
    {
        if (count >= Min && count <= Max)
        {
            return null;
        }

        return (Min, Max) switch
        {
            (0, 0) => "accepts no arguments",
            (0, _) => $"requires at most {Many(Max)}",
            (_, int.MaxValue) => $"requires at least {Many(Min)}",
            _ when Min == Max => $"requires {Many(Min)}",
            _ => $"requires at least {Min} and at most {Many(Max)}",
        };
    }

    private static string Many(int n) => n == 1 ? "1 argument" : $"{n} arguments";
}

/// <summary>What help says about a verb. <see cref="Aliases"/> are its full spellings without the program's name.</summary>
internal sealed record VerbUsage(string Synopsis, string Summary, string[] Aliases, ArgumentCount Arguments);

/// <summary>
/// One verb. An instance exists only while that verb is run (or described by help), and holds its options as fields.
/// </summary>
internal abstract class Verb
{
    public abstract VerbUsage Usage { get; }

    public abstract Option[] Options { get; }

    /// <summary>True where the first argument ends the options, because the rest is a command for the container.</summary>
    public virtual bool StopsAtArgument => false;

    /// <summary>The exit code for a failure of the engine: 125 for verbs whose other codes are the container's.</summary>
    public virtual int FailureCode => 1;

    /// <summary>Does the work and returns the exit code.</summary>
    public abstract int Run(Invocation invocation);

    /// <summary>The names that may stand as argument number <paramref name="position"/>.</summary>
    public virtual IEnumerable<string> CompleteArgument(int position, Invocation invocation) => [];

    /// <summary>The values that may follow <paramref name="option"/>.</summary>
    public virtual IEnumerable<string> CompleteOption(Option option, Invocation invocation) => option.Choices.ToArray();
}
