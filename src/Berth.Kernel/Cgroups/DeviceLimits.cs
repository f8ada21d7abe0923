using Berth.Kernel.Security;

namespace Berth.Kernel.Cgroups;

/// <summary>Which devices may be used: lines for version 1's controller, a program for version 2.</summary>
internal static class DeviceLimits
{
    internal static void Apply(LimitWriter writer, CgroupLimits limits)
    {
        writer.Field = "devices";
        if (limits.Devices is not { } rules)
            return;
        if (writer.Unified is null || writer.Find("devices") is not null)
        {
            if (writer.Need("devices", "devices") is { } directory)
                WriteRules(writer, directory, rules);
            return;
        }
        try
        {
            using DeviceFilter filter = DeviceFilter.Load(rules);
            using Fd cgroup = Files.Open(writer.Unified.Path, OpenFlags.ReadOnly | OpenFlags.Directory);
            filter.Replace(cgroup);
        }
        catch (KernelException e)
        {
            writer.Warn("devices", e.Message);
        }
    }

    private static void WriteRules(LimitWriter writer, CgroupDirectory directory, IReadOnlyList<DeviceAccessRule> rules)
    {
        // Each file is opened once: a dozen rules are usual.
        using var allow = new CgroupFile(directory, "devices.allow");
        using var deny = new CgroupFile(directory, "devices.deny");
        List<DeviceAccessRule> allowed = [];
        foreach (DeviceAccessRule rule in rules)
        {
            if (rule.Access == DeviceAccess.None || allowed.Contains(rule))
                continue;
            if (rule.Allow)
                allowed.Add(rule);
            else
                allowed.Clear();
            CgroupFile file = rule.Allow ? allow : deny;
            // A line of kind a means every device and every access, whatever else it says: anything narrower is written for both kinds.
            if (rule.IsEverything)
                Write("a *:* rwm");
            else if (rule.Kind == DeviceKind.All)
            {
                Write(rule.ToLine(DeviceKind.Block));
                Write(rule.ToLine(DeviceKind.Character));
            }
            else
                Write(rule.ToLine(rule.Kind));

            void Write(string line)
            {
                Errno errno = file.Write(line);
                if (errno != Errno.None)
                    writer.Fail(file.Name, line, errno);
            }
        }
    }
}
