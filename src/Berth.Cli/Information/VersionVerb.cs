using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Cli.Templates;
using Berth.Engine;
using Berth.Engine.Contracts;

namespace Berth.Cli.Information;

/// <summary><c>version</c>.</summary>
internal sealed class VersionVerb : Verb
{
    private readonly TextOption _format = CommonOptions.InspectFormat();

    public override VerbUsage Usage => new("[OPTIONS]", $"Show the {ProgramName.Title} version information", ["version"], ArgumentCount.None);

    public override Option[] Options => [_format];

    public override int Run(Invocation invocation)
    {
        try
        {
            VersionReport.Parse(_format.Value);
        }
        catch (TemplateException failure)
        {
            ErrorPrinter.Line(invocation.Error, "template parsing error: " + failure.Message, null);
            return Inspection.BadTemplate;
        }

        byte[] server = ContractsJson.Write(
            EngineInformation.Version(BuildFacts.Version, BuildFacts.Commit));
        byte[] both = [.. "{\"Client\":"u8, .. ClientFacts.Json(), .. ",\"Server\":"u8, .. server, (byte)'}'];
        try
        {
            invocation.Output.Write(VersionReport.Render(both, _format.Value));
            return 0;
        }
        catch (TemplateException failure)
        {
            ErrorPrinter.Line(invocation.Error, failure.Message, null);
            return 1;
        }
    }
}
