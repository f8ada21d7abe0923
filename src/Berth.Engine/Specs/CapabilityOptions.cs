using Berth.Engine.Contracts;
using Berth.Kernel.Security;
using Berth.Oci;

namespace Berth.Engine;

/// <summary><c>--cap-add</c>, <c>--cap-drop</c>, <c>--privileged</c> over Docker's default set of fourteen.</summary>
internal static class CapabilityOptions
{
    /// <summary>What Docker leaves a container.</summary>
    internal static CapabilitySet Default => Of(
        Capability.Chown, Capability.DacOverride, Capability.Fsetid, Capability.Fowner, Capability.Mknod, Capability.NetRaw, Capability.Setgid,
        Capability.Setuid, Capability.Setfcap, Capability.Setpcap, Capability.NetBindService, Capability.SysChroot, Capability.Kill, Capability.AuditWrite);

    /// <summary>ALL is what the engine itself has: it cannot give more, and where it lacks one (in a container, say) asking for it would fail.</summary>
    private static CapabilitySet All => CapabilityHost.Current().Permitted & CapabilitySet.All;

    internal static string[] Names(HostConfig host) => Set(host).Names();

    /// <summary>ALL in either list first, then single ones; a capability both dropped and added is there, as with docker.</summary>
    internal static CapabilitySet Set(HostConfig host)
    {
        if (host.Privileged) return All;
        if (host.CapAdd is not { Length: > 0 } && host.CapDrop is not { Length: > 0 }) return Default;
        CapabilitySet add = Parse("CapAdd", host.CapAdd, out bool addAll), drop = Parse("CapDrop", host.CapDrop, out bool dropAll);
        if (addAll) return dropAll ? CapabilitySet.All : new CapabilitySet(All.Bits & ~drop.Bits);
        if (dropAll) return add;
        return new CapabilitySet((Default.Bits & ~drop.Bits) | add.Bits);
    }

    private static CapabilitySet Parse(string list, string[]? names, out bool all)
    {
        all = false;
        CapabilitySet set = default;
        foreach (string name in names ?? [])
        {
            if (name.Equals("ALL", StringComparison.OrdinalIgnoreCase) || name.Equals("CAP_ALL", StringComparison.OrdinalIgnoreCase)) all = true;
            else if (CapabilityNames.TryParse(name, out Capability capability)) set = set.With(capability);
            else throw Unknown(list, name);
        }
        if (all && list == "CapDrop") set = CapabilitySet.All;
        return set;
    }

    private static EngineException Unknown(string list, string name)
    {
        string full = name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name.ToUpperInvariant() : "CAP_" + name.ToUpperInvariant();
        return new EngineException(ErrorKind.InvalidArgument, $"invalid {list}: unknown capability: \"{full}\"", "capabilities(7) lists them, e.g. NET_ADMIN");
    }

    private static CapabilitySet Of(params ReadOnlySpan<Capability> capabilities)
    {
        CapabilitySet set = default;
        foreach (Capability capability in capabilities) set = set.With(capability);
        return set;
    }
}
