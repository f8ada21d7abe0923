using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary><c>wait</c>: prints the exit code of each container as it ends.</summary>
internal sealed class WaitVerb : Verb
{
    public override VerbUsage Usage => new(
        "CONTAINER [CONTAINER...]", "Block until one or more containers stop, then print their exit codes", ["container wait", "wait"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        int code = 0;
        foreach (string name in invocation.Arguments)
        {
            try
            {
                int exitCode = EachContainer.Find(invocation, name).WaitAsync().GetAwaiter().GetResult();
                invocation.Output.WriteLine(exitCode.ToString());
                invocation.Output.TryFlush();
            }
            catch (EngineException failure)
            {
                invocation.Report(failure);
                code = 1;
            }
        }

        return code;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerNames.In(invocation, "running", "paused");
}
