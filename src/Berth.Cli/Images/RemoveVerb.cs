using Berth.Cli.CommandLine;
using Berth.Images;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>rmi</c>.</summary>
internal sealed class RemoveVerb : Verb
{
    private readonly Switch _force = new("force", 'f', "Force removal of the image");
    private readonly Switch _noPrune = new("no-prune", '\0', "Do not delete untagged parents");
    private readonly LaterOption _platform = new("platform", '\0', "images of several platforms come with a later release");

    public override VerbUsage Usage => new(
        "[OPTIONS] IMAGE [IMAGE...]", "Remove one or more images", ["image rm", "image remove", "rmi"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_force, _noPrune, _platform];

    public override int Run(Invocation invocation)
    {
        int code = 0;
        foreach (string name in invocation.Arguments)
        {
            try
            {
                foreach (RemovedImage removed in invocation.Engine.Images.Remove(name, _force.Value))
                {
                    invocation.Output.WriteLine(removed.Untagged is string untagged ? $"Untagged: {untagged}" : $"Deleted: {removed.Deleted}");
                }
            }
            catch (EngineException failure) when (failure.Kind == ErrorKind.NotFound)
            {
                invocation.Report(new EngineException(failure.Kind, failure.Message, failure.Hint ?? ImageNames.Hint(invocation, name)));
                code = _force.Value ? code : 1;
            }
            catch (Exception failure) when (failure is EngineException or KernelException or IOException)
            {
                invocation.Report(failure);
                code = 1;
            }

            invocation.Output.TryFlush();
        }

        return code;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ImageNames.All(invocation);
}
