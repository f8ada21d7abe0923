using Berth.Cli.CommandLine;

namespace Berth.Cli.Completion;

/// <summary><c>berth completion SHELL</c>: prints the script that a shell sources.</summary>
internal sealed class CompletionVerb : Verb
{
    public override VerbUsage Usage => new(
        "SHELL", "Generate the autocompletion script for bash, zsh or fish", ["completion"], ArgumentCount.Exactly(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        string program = ProgramName.Current;
        string script = invocation.Arguments[0] switch
        {
            "bash" => CompletionScripts.Bash(program),
            "zsh" => CompletionScripts.Zsh(program),
            "fish" => CompletionScripts.Fish(program),
            string other => throw new UsageException($"unknown shell: {other}", 1, "bash, zsh and fish are known"),
        };
        invocation.Output.Write(script);
        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ["bash", "fish", "zsh"] : [];
}
