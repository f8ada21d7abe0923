using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>What the parent does while the child waits at a pause of its plan.</summary>
public abstract record ParentWork
{
    private ParentWork() { }

    /// <summary>Writes the id maps of the child's new user namespace, user_namespaces(7).</summary>
    public sealed record MapIds(IReadOnlyList<IdMapping> Uids, IReadOnlyList<IdMapping> Gids) : ParentWork;

    /// <summary>
    /// Sets the child's oom_score_adj. In a user namespace the child may not: the file belongs to the host's root as long as the child cannot be traced.
    /// </summary>
    public sealed record SetOomScore(int Score) : ParentWork;

    /// <summary>Sets the offsets of the time namespace that the child's children will be in, a line each, time_namespaces(7).</summary>
    public sealed record SetTimeOffsets(IReadOnlyList<string> Lines) : ParentWork;

    /// <summary>Moves interfaces of the host into the child's network namespace, by their names on the host.</summary>
    public sealed record MoveNetDevices(IReadOnlyDictionary<string, NetDevice> Devices) : ParentWork;

    /// <summary>Sends the listener of the child's system call filter to an agent, config-linux.md "The Container Process State".</summary>
    public sealed record SendListener(string Path, string? Metadata) : ParentWork;

    /// <summary>Runs the hooks prestart, createRuntime and createContainer, config.md "POSIX-platform Hooks".</summary>
    public sealed record RunCreateHooks : ParentWork;
}
