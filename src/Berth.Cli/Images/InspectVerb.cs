using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>image inspect</c>.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly TextOption _format = CommonOptions.InspectFormat();
    private readonly LaterOption _platform = new("platform", '\0', "images of several platforms come with a later release");

    public override VerbUsage Usage => new(
        "[OPTIONS] IMAGE [IMAGE...]", "Display detailed information on one or more images", ["image inspect"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_format, _platform];

    public override int Run(Invocation invocation) =>
        Inspection.Run(invocation, _format.Value, name => ("image.InspectResponse", Json(invocation, name)));

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ImageNames.All(invocation);

    /// <summary>The compact JSON of an image.</summary>
    /// <exception cref="EngineException">NotFound.</exception>
    public static byte[] Json(Invocation invocation, string name)
    {
        try
        {
            return ContractsJson.Write(invocation.Engine.Images.Inspect(name));
        }
        catch (EngineException failure) when (failure is { Kind: ErrorKind.NotFound, Hint: null })
        {
            throw new EngineException(failure.Kind, failure.Message, ImageNames.Hint(invocation, name), failure);
        }
    }
}
