using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Cli.Templates;
using Berth.Engine;
using Berth.Engine.Contracts;

namespace Berth.Cli.Information;

/// <summary><c>info</c>.</summary>
internal sealed class InfoVerb : Verb
{
    private readonly TextOption _format = CommonOptions.InspectFormat();

    public override VerbUsage Usage => new("[OPTIONS]", "Display system-wide information", ["system info", "info"], ArgumentCount.None);

    public override Option[] Options => [_format];

    public override int Run(Invocation invocation)
    {
        if (_format.Value.Length > 0 && _format.Value != "json")
        {
            try
            {
                GoTemplate.Parse(_format.Value);
            }
            catch (TemplateException failure)
            {
                ErrorPrinter.Line(invocation.Error, "template parsing error: " + failure.Message, null);
                return Inspection.BadTemplate;
            }
        }

        EngineInfo info = EngineInformation.Read(invocation.Engine, BuildFacts.Version);
        if (_format.Value.Length == 0)
        {
            invocation.Output.Write(InfoReport.Plain(info, BuildFacts.Version, invocation.Globals.Debug));
            foreach (string warning in info.Warnings ?? [])
            {
                invocation.Error.WriteLine(warning);
            }

            return 0;
        }

        try
        {
            invocation.Output.Write(InfoReport.Render(WithClient(info, invocation), _format.Value));
            return 0;
        }
        catch (TemplateException failure)
        {
            ErrorPrinter.Line(invocation.Error, failure.Message, null);
            return 1;
        }
    }

    // docker adds what it knows of the client to the engine's object.
    private static byte[] WithClient(EngineInfo info, Invocation invocation)
    {
        byte[] server = ContractsJson.Write(info);
        using var client = new MemoryStream();
        client.Write(server.AsSpan(0, server.Length - 1));
        client.Write(",\"ClientInfo\":"u8);
        client.Write(ClientFacts.Json(invocation.Globals.Debug));
        client.Write("}"u8);
        return client.ToArray();
    }
}
