using Berth.Kernel.Netlink;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>Interfaces of the host that the container gets: config-linux.md "Network Devices".</summary>
internal static class NetDeviceSection
{
    public static void Add(PlanContext context, bool hasNetworkNamespace)
    {
        if (context.Linux.NetDevices is not { Count: > 0 } devices)
        {
            return;
        }

        if (!context.HasNamespace("network") && !hasNetworkNamespace)
        {
            throw PlanContext.Invalid("config.json: linux.netDevices: cannot be moved without a network namespace of the container's own");
        }

        var names = new HashSet<string>();
        foreach ((string name, NetDevice device) in devices)
        {
            string inside = device.Name is { Length: > 0 } given ? given : name;
            if (!InterfaceName.IsValid(name) || !InterfaceName.IsValid(inside))
            {
                throw PlanContext.Invalid($"config.json: linux.netDevices: '{(InterfaceName.IsValid(name) ? inside : name)}' is not a name of an interface");
            }

            if (!inside.Contains('%') && !names.Add(inside))
            {
                throw PlanContext.Invalid($"config.json: linux.netDevices: two are to be called {inside}");
            }
        }

        context.Child.Group = "namespaces";
        context.Pause("wait for the network devices", "only the namespace that they are in can give them away", [new ParentWork.MoveNetDevices(devices)]);
    }
}
