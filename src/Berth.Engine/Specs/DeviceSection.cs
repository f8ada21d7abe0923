using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary><c>linux.devices</c> and the device rules: an allow-list, opened wholly by <c>--privileged</c>.</summary>
internal static class DeviceSection
{
    internal static Device[]? Build(HostConfig host)
    {
        var devices = new List<Device>();
        if (host.Privileged) HostDevices.Collect(devices);
        foreach (DeviceMapping mapping in host.Devices ?? [])
        {
            // A privileged container has the host's devices at their own paths already.
            if (host.Privileged && mapping.PathInContainer == mapping.PathOnHost) continue;
            devices.AddRange(HostDevices.At(mapping.PathOnHost, mapping.PathInContainer));
        }
        return devices.Count == 0 ? null : [.. devices];
    }

    internal static DeviceRule[] Rules(HostConfig host)
    {
        if (host.Privileged) return [new DeviceRule { Allow = true, Access = "rwm" }];
        List<DeviceRule> rules =
        [
            new() { Allow = false, Access = "rwm" },
            Character(1, 3), Character(1, 5), Character(1, 7), Character(1, 8), Character(1, 9), // null zero full random urandom
            Character(5, 0), Character(5, 1), Character(5, 2), Character(136, null), // tty console ptmx pts
            // Making a node is harmless where using it is not allowed.
            new() { Allow = true, Type = "c", Access = "m" }, new() { Allow = true, Type = "b", Access = "m" },
        ];
        foreach (DeviceMapping mapping in host.Devices ?? [])
            foreach (Device device in HostDevices.At(mapping.PathOnHost, mapping.PathInContainer))
                rules.Add(new DeviceRule { Allow = true, Type = device.Type, Major = device.Major, Minor = device.Minor, Access = mapping.CgroupPermissions });
        foreach (string rule in host.DeviceCgroupRules ?? []) rules.Add(DeviceRuleSyntax.Parse(rule));
        return [.. rules];
    }

    private static DeviceRule Character(long major, long? minor) => new() { Allow = true, Type = "c", Major = major, Minor = minor, Access = "rwm" };
}
