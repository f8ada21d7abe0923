using Berth.Cli.CommandLine;
using Berth.Cli.Templates;
using Berth.Oci;

namespace Berth.Cli.Output;

/// <summary>What all inspect verbs do: look up each name, print what was found, then say what was not.</summary>
internal static class Inspection
{
    /// <summary>The exit code for a malformed template.</summary>
    public const int BadTemplate = 64;

    /// <summary>Inspects the invocation's arguments. <paramref name="find"/> gives an object's Go type and compact JSON.</summary>
    public static int Run(Invocation invocation, string format, Func<string, (string Type, byte[] Json)> find)
    {
        InspectFormat output;
        try
        {
            output = InspectFormat.Parse(format);
        }
        catch (TemplateException failure)
        {
            ErrorPrinter.Line(invocation.Error, "template parsing error: " + failure.Message, null);
            return BadTemplate;
        }

        var failures = new List<Exception>();
        foreach (string name in invocation.Arguments)
        {
            try
            {
                (string type, byte[] json) = find(name);
                output.Add(type, json);
            }
            catch (EngineException failure)
            {
                failures.Add(failure);
            }
            catch (TemplateException failure)
            {
                failures.Add(new EngineException(ErrorKind.InvalidArgument, "template parsing error: " + failure.Message));
            }
        }

        invocation.Output.Write(output.Render());
        invocation.Output.TryFlush();
        failures.ForEach(invocation.Report);
        return failures.Count == 0 ? 0 : 1;
    }
}
