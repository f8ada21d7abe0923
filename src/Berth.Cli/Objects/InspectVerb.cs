using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Containers;
using Berth.Cli.Images;
using Berth.Cli.Output;
using Berth.Engine;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Objects;

/// <summary><c>inspect</c>: whatever has that name, containers first.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly TextOption _format = CommonOptions.InspectFormat();
    private readonly Switch _size = new("size", 's', "Display total file sizes if the type is container");
    private readonly TextOption _type = new("type", '\0', "Only inspect objects of the given type", choices: ["container", "image", "volume"]);

    public override VerbUsage Usage => new(
        "[OPTIONS] NAME|ID [NAME|ID...]", "Return low-level information on objects", ["inspect"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_format, _size, _type];

    public override int Run(Invocation invocation)
    {
        if (_type.Value is not ("" or "container" or "image" or "volume"))
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"{GoQuoted.Text(_type.Value)} is not a valid value for --type");
        }

        return Inspection.Run(invocation, _format.Value, name => Find(invocation, name));
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) =>
        [.. ContainerNames.All(invocation), .. ImageNames.All(invocation)];

    private (string Type, byte[] Json) Find(Invocation invocation, string name)
    {
        foreach (string type in _type.Given ? [_type.Value] : (string[])["container", "image", "volume"])
        {
            try
            {
                string goType = type switch { "container" => "container.InspectResponse", "image" => "image.InspectResponse", _ => "volume.Volume" };
                return (goType, Read(invocation, type, name));
            }
            catch (EngineException failure) when (failure.Kind == ErrorKind.NotFound && !_type.Given)
            {
                // The next kind of object may have it.
            }
        }

        string? near = NearestName.Find(name, [.. CompleteArgument(0, invocation)]);
        throw new EngineException(ErrorKind.NotFound, $"No such object: {name}", near is null ? null : $"did you mean {near}?");
    }

    private byte[] Read(Invocation invocation, string type, string name) => type switch
    {
        "container" => Containers.InspectVerb.Json(invocation, invocation.Engine.Containers.Get(name), _size.Value),
        "image" => Images.InspectVerb.Json(invocation, name),
        _ => ContractsJson.Write(invocation.Engine.Volumes.Inspect(name)),
    };
}
