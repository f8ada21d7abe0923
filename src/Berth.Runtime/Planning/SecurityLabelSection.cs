using System.Text;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Security;

namespace Berth.Runtime.Planning;

/// <summary>The profile or label that the program gets when it is executed. config.md "apparmorProfile", "selinuxLabel".</summary>
internal static class SecurityLabelSection
{
    public static void Add(PlanContext context)
    {
        if (context.Process.ApparmorProfile is { Length: > 0 } profile)
        {
            Require(context, SecurityModules.AppArmor, "process.apparmorProfile", "AppArmor is not enabled on this host");
            // The subdirectory, since Linux 5.8: without it the file is that of whichever module comes first.
            WriteAttribute(context, "self/attr/apparmor/exec", $"exec {profile}", $"be confined by {profile} from the execution on");
        }

        if (context.Process.SelinuxLabel is { Length: > 0 } label)
        {
            Require(context, SecurityModules.SELinux, "process.selinuxLabel", "SELinux is disabled or not supported on this host");
            WriteAttribute(context, "self/attr/exec", label, $"be labelled {label} from the execution on");
        }
    }

    /// <exception cref="Berth.Oci.EngineException">The host has no such module: the field is named.</exception>
    public static void Require(PlanContext context, SecurityModules module, string field, string reason)
    {
        if ((context.SecurityModules & module) == 0)
        {
            throw PlanContext.Invalid($"config.json: {field}: {reason}");
        }
    }

    private static void WriteAttribute(PlanContext context, string path, string value, string description)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "identity";
        ResultSlot proc = MountSection.PrivateProc(context);
        ResultSlot file = child.Add($"open {path}", SyscallNumber.Openat, [proc, child.Text(path), OpenFlags.WriteOnly.Native()],
            "through a procfs that is the real one, whatever the container has at /proc", keep: true);
        child.Add(description, SyscallNumber.Write, [file, child.Text(value), Encoding.UTF8.GetByteCount(value)]);
    }
}
