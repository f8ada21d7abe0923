using Berth.Cli.CommandLine;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary><c>port</c>: what is published of a container.</summary>
internal sealed class PortVerb : Verb
{
    public override VerbUsage Usage => new(
        "CONTAINER [PRIVATE_PORT[/PROTO]]", "List port mappings or a specific mapping for the container", ["container port", "port"],
        ArgumentCount.Between(1, 2));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        ContainerInspect container = invocation.Engine.Containers.Inspect(EachContainer.Find(invocation, invocation.Arguments[0]));
        string? wanted = invocation.Arguments.Count < 2 ? null
            : invocation.Arguments[1].Contains('/') ? invocation.Arguments[1] : invocation.Arguments[1] + "/tcp";
        bool found = false;
        foreach ((string port, PortBinding[]? bindings) in container.NetworkSettings.Ports)
        {
            foreach (PortBinding binding in wanted is null || wanted == port ? bindings ?? [] : [])
            {
                found = true;
                string address = $"{(binding.HostIp.Contains(':') ? $"[{binding.HostIp}]" : binding.HostIp)}:{binding.HostPort}";
                invocation.Output.WriteLine(wanted is null ? $"{port} -> {address}" : address);
            }
        }

        return wanted is null || found
            ? 0
            : throw new EngineException(ErrorKind.NotFound, $"no public port '{wanted}' published for {invocation.Arguments[0]}");
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ContainerNames.All(invocation) : [];
}
