using System.Globalization;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// The user namespace comes before all others: they belong to it. config-linux.md "User namespace mappings". What the parent
/// prepares is made in the parent's ids, so ids of the specification are translated there.
/// </summary>
internal static class UserNamespaceSection
{
    private const long CloneParent = 0x8000, ChildSignal = 17;

    /// <summary>Right after the clone, before anything that needs a privilege in the new namespace.</summary>
    public static void Enter(PlanContext context)
    {
        LaunchPlanBuilder child = context.Child;
        if (context.FindNamespace("user") is not { } user)
        {
            return;
        }

        child.Group = "user namespace";
        if (user.Path is null)
        {
            List<ParentWork> work = [new ParentWork.MapIds(context.Linux.UidMappings!, context.Linux.GidMappings!)];
            if (context.Process.OomScoreAdj is { } score)
            {
                work.Add(new ParentWork.SetOomScore(score));
            }

            context.Pause("wait for the id maps", "only a process outside may write them", [.. work]);
        }
        else
        {
            Join(context, user);
        }

        // Until now its ids are the host's, which have no meaning here: files that it makes would belong to nobody.
        child.Add("drop the supplementary groups", SyscallNumber.Setgroups, [0, 0], tolerated: [Errno.EPERM]);
        child.Add("become group 0", SyscallNumber.Setresgid, [0, 0, 0], "the namespace's own root, where it has one", tolerated: [Errno.EINVAL]);
        child.Add("become user 0", SyscallNumber.Setresuid, [0, 0, 0], tolerated: [Errno.EINVAL]);
    }

    /// <summary>
    /// Namespaces made by the clone would belong to the namespace that it left. So they are made after the joining; and of a new
    /// pid namespace only a child is a member.
    /// </summary>
    private static void Join(PlanContext context, Namespace user)
    {
        LaunchPlanBuilder child = context.Child;
        child.Add("enter the user namespace", SyscallNumber.Setns, [context.Given(NamespaceSection.NameOf(user)), (long)CloneFlags.NewUser]);
        child.Flags = CloneFlags.None;
        child.Add("make the other namespaces", SyscallNumber.Unshare, [(long)context.NewNamespaces], "they belong to the user namespace of their maker");
        _ = TryBeBornAgain(context, context.NewNamespaces);
    }

    /// <summary>A process that has changed its pid namespace has not: its children do. So one of them takes its place; false when the namespace stays.</summary>
    public static bool TryBeBornAgain(PlanContext context, CloneFlags namespaces)
    {
        if ((namespaces & CloneFlags.NewPid) == 0)
        {
            return false;
        }

        context.Child.Add("clone a process of the pid namespace", SyscallNumber.Clone, [ChildSignal | CloneParent, 0, 0, 0, 0],
            "only children are born into it", clones: StepClone.Successor);
        return true;
    }

    public static void Validate(PlanContext context)
    {
        IdMapping[] uids = context.Linux.UidMappings ?? [], gids = context.Linux.GidMappings ?? [];
        Namespace? user = context.FindNamespace("user");
        if (user is null && (uids.Length > 0 || gids.Length > 0))
        {
            throw PlanContext.Invalid($"config.json: linux.{(uids.Length > 0 ? "uidMappings" : "gidMappings")}: there is no user namespace to apply them to",
                "add {\"type\": \"user\"} to linux.namespaces");
        }

        if (user is { Path: null } && (uids.Length == 0 || gids.Length == 0))
        {
            throw PlanContext.Invalid($"config.json: linux.{(uids.Length == 0 ? "uidMappings" : "gidMappings")}: a new user namespace needs at least one");
        }
    }

    public static uint HostUid(PlanContext context, uint id) => ToHost(context.MapsIds ? context.Linux.UidMappings : null, id, "uid");

    public static uint HostGid(PlanContext context, uint id) => ToHost(context.MapsIds ? context.Linux.GidMappings : null, id, "gid");

    /// <summary>Whether the container's own root exists outside; without it files made for the container stay the host's.</summary>
    public static (uint Uid, uint Gid) Root(PlanContext context) =>
        context.MapsIds && Find(context.Linux.UidMappings!, 0) is { } uid && Find(context.Linux.GidMappings!, 0) is { } gid ? (uid, gid) : (0, 0);

    /// <summary>Options of a file system that the parent mounts: ids in the parent's terms, and its root the container's.</summary>
    public static List<string> Translate(PlanContext context, string? type, List<string> options)
    {
        if (!context.MapsIds || type is not ("tmpfs" or "devpts"))
        {
            return options;
        }

        List<string> translated = options.ConvertAll(option =>
            option.StartsWith("uid=", StringComparison.Ordinal) && uint.TryParse(option.AsSpan(4), CultureInfo.InvariantCulture, out uint uid) ? $"uid={HostUid(context, uid)}"
            : option.StartsWith("gid=", StringComparison.Ordinal) && uint.TryParse(option.AsSpan(4), CultureInfo.InvariantCulture, out uint gid) ? $"gid={HostGid(context, gid)}"
            : option);
        (uint rootUid, uint rootGid) = Root(context);
        if (type == "tmpfs" && !translated.Exists(o => o.StartsWith("uid=", StringComparison.Ordinal)))
        {
            translated.Add($"uid={rootUid}");
        }

        if (type == "tmpfs" && !translated.Exists(o => o.StartsWith("gid=", StringComparison.Ordinal)))
        {
            translated.Add($"gid={rootGid}");
        }

        return translated;
    }

    private static uint ToHost(IdMapping[]? mappings, uint id, string kind) => mappings is null ? id : Find(mappings, id)
        ?? throw PlanContext.Invalid($"config.json: linux.{kind}Mappings: {kind} {id} of the container is not mapped");

    private static uint? Find(IdMapping[] mappings, uint id)
    {
        foreach (IdMapping mapping in mappings)
        {
            if (id >= mapping.ContainerId && id - mapping.ContainerId < mapping.Size)
            {
                return mapping.HostId + (id - mapping.ContainerId);
            }
        }

        return null;
    }
}
