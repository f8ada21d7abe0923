using Berth.Cli.CommandLine;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary>A verb of the OCI runtime's command.</summary>
internal abstract class RuntimeVerb : Verb
{
    public OciRuntime Runtime { get; set; } = null!;
}
