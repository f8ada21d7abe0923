using Berth.Engine.Contracts;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary><c>linux.namespaces</c>: all are made anew unless the host's or another container's is wanted; the path of the latter is filled in at start (<see cref="NamespaceSharing"/>).</summary>
internal static class NamespaceSection
{
    internal static Namespace[] Build(SpecInputs inputs)
    {
        HostConfig host = inputs.Host;
        var namespaces = new List<Namespace>(6) { new() { Type = "mount" } };
        Add("network", host.NetworkMode == "host");
        Add("uts", host.UTSMode == "host");
        Add("pid", host.PidMode == "host");
        Add("ipc", host.IpcMode == "host");
        Add("cgroup", host.CgroupnsMode != "private");
        return [.. namespaces];

        void Add(string type, bool hosts)
        {
            if (!hosts) namespaces.Add(new Namespace { Type = type });
        }
    }
}
