using System.Runtime.InteropServices;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// User, groups, capabilities and the system call filter. config.md "User", config-linux.md "Capabilities", "Seccomp".
/// A filter may be installed by one who has CAP_SYS_ADMIN or who has given up new privileges; so without no_new_privs it
/// goes in while that capability is still there, and with it, last.
/// </summary>
internal static class IdentitySection
{
    private const int PR_SET_KEEPCAPS = 8, PR_CAPBSET_DROP = 24, PR_SET_NO_NEW_PRIVS = 38, PR_CAP_AMBIENT = 47;
    private const int PR_CAP_AMBIENT_RAISE = 2, PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private const int SECCOMP_SET_MODE_FILTER = 1;
    private const int LastBit = 63;

    public static void Add(PlanContext context, bool diesWithParent)
    {
        Capabilities? wanted = context.Process.Capabilities;
        CapabilitySet bounding = Parse(context, wanted?.Bounding), effective = Parse(context, wanted?.Effective), permitted = Parse(context, wanted?.Permitted);
        CapabilitySet inheritable = Parse(context, wanted?.Inheritable), ambient = Parse(context, wanted?.Ambient);
        var target = new ThreadCapabilities(effective, permitted, inheritable);

        LaunchPlanBuilder child = context.Child;
        child.Group = "identity";
        for (int bit = 0; bit <= LastBit; bit++)
        {
            if (!bounding.Contains((Capability)bit))
            {
                // Also those that this release has no name for; a kernel that has not so many says EINVAL.
                child.Add("drop capabilities from the bounding set", SyscallNumber.Prctl, [PR_CAPBSET_DROP, bit],
                    "not even a set-user-id program gets them back", tolerated: [Errno.EINVAL]);
            }
        }

        SetUser(context);
        ProcessSection.RenewDeathSignal(context, diesWithParent);
        bool filterFirst = context.Linux.Seccomp is not null && !context.Process.NoNewPrivileges;
        if (filterFirst)
        {
            CapabilitySet admin = new CapabilitySet(0).With(Capability.SysAdmin);
            SetCapabilities(context, new ThreadCapabilities(effective | admin, permitted | admin, inheritable), "keep CAP_SYS_ADMIN for one more step");
            InstallFilter(context);
        }

        SetCapabilities(context, target, "set capabilities");
        child.Add("clear ambient capabilities", SyscallNumber.Prctl, [PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL]);
        for (int bit = 0; bit <= LastBit; bit++)
        {
            if (ambient.Contains((Capability)bit))
            {
                child.Add($"raise ambient {((Capability)bit).Name()}", SyscallNumber.Prctl, [PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, bit],
                    "not possible for one that is not inheritable, which other runtimes' default configurations ask for", tolerated: [Errno.EPERM]);
            }
        }

        if (context.Process.NoNewPrivileges)
        {
            child.Add("give up new privileges", SyscallNumber.Prctl, [PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0]);
        }
    }

    /// <summary>The filter of a process without new privileges: the very last thing before the program.</summary>
    public static void AddFinalFilter(PlanContext context)
    {
        if (context.Linux.Seccomp is not null && context.Process.NoNewPrivileges)
        {
            InstallFilter(context);
        }
    }

    private static void SetUser(PlanContext context)
    {
        User user = context.Process.User ?? new User();
        LaunchPlanBuilder child = context.Child;
        uint[] groups = user.AdditionalGids ?? [];
        RefuseNobody("uid", user.Uid);
        RefuseNobody("gid", user.Gid);
        foreach (uint group in groups)
        {
            RefuseNobody("additionalGids", group);
        }

        child.Add($"set the supplementary groups [{string.Join(' ', groups)}]", SyscallNumber.Setgroups,
            [groups.Length, groups.Length == 0 ? 0 : child.Bytes(MemoryMarshal.AsBytes(groups.AsSpan()))],
            // A user who maps its own group alone has had to give up setgroups, user_namespaces(7).
            tolerated: context.MayKeepGroups && groups.Length == 0 ? [Errno.EPERM] : null);
        child.Add($"become group {user.Gid}", SyscallNumber.Setresgid, [user.Gid, user.Gid, user.Gid]);
        child.Add("keep capabilities across the change of user", SyscallNumber.Prctl, [PR_SET_KEEPCAPS, 1]);
        child.Add($"become user {user.Uid}", SyscallNumber.Setresuid, [user.Uid, user.Uid, user.Uid]);
    }

    /// <summary>To setresuid(2) this number means "as it is", which here is root.</summary>
    private static void RefuseNobody(string field, uint id)
    {
        if (id == uint.MaxValue)
        {
            throw PlanContext.Invalid($"config.json: process.user.{field}: {id} is not an id");
        }
    }

    private static void SetCapabilities(PlanContext context, ThreadCapabilities capabilities, string description)
    {
        Span<byte> header = stackalloc byte[ThreadCapabilities.HeaderSize];
        Span<byte> data = stackalloc byte[ThreadCapabilities.DataSize];
        ThreadCapabilities.WriteHeader(header);
        capabilities.WriteData(data);
        context.Child.Add(description, SyscallNumber.Capset, [context.Child.Bytes(header), context.Child.Bytes(data)]);
    }

    private static void InstallFilter(PlanContext context)
    {
        (SeccompProgram program, ParentWork.SendListener? listener) = SeccompSection.Compile(context.Linux.Seccomp!);
        string description = $"install the system call filter ({program.Length} instructions)";
        StepArgument[] arguments = [SECCOMP_SET_MODE_FILTER, (long)program.Flags, context.Child.FilterProgram(program.Instructions)];
        if (listener is null)
        {
            context.Child.Add(description, SyscallNumber.Seccomp, arguments);
        }
        else
        {
            context.PauseAfter(description + " and wait until its listener is sent on", SyscallNumber.Seccomp, arguments,
                "with this step itself: the filter may forbid any further one", [listener]);
        }
    }

    private static CapabilitySet Parse(PlanContext context, string[]? names)
    {
        var set = CapabilitySet.Empty;
        foreach (string name in names ?? [])
        {
            if (CapabilityNames.TryParse(name, out Capability capability))
            {
                set = set.With(capability);
            }
            else if ($"unknown capability {name} is ignored" is var warning && !context.Warnings.Contains(warning))
            {
                // It is usually in several of the five sets.
                context.Warnings.Add(warning);
            }
        }

        return set;
    }
}
