using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>tag</c>.</summary>
internal sealed class TagVerb : Verb
{
    public override VerbUsage Usage => new(
        "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE", ["image tag", "tag"], ArgumentCount.Exactly(2));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        string source = invocation.Arguments[0];
        try
        {
            invocation.Engine.Images.Tag(source, invocation.Arguments[1]);
        }
        catch (EngineException failure) when (failure is { Kind: ErrorKind.NotFound, Hint: null })
        {
            throw new EngineException(failure.Kind, failure.Message, ImageNames.Hint(invocation, source), failure);
        }

        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position < 2 ? ImageNames.All(invocation) : [];
}
