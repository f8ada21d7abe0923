using Berth.Cli.CommandLine;
using Berth.Cli.Information;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime features</c>.</summary>
internal sealed class FeaturesVerb : RuntimeVerb
{
    public override VerbUsage Usage => new("", "Print what this runtime supports", [], ArgumentCount.None);

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        invocation.Output.WriteLine(System.Text.Encoding.UTF8.GetString(RuntimeFeatures.Write(BuildFacts.Version, BuildFacts.Commit)));
        return 0;
    }
}
