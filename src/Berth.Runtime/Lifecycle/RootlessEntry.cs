using Berth.Kernel;
using Berth.Kernel.Identity;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Kernel.Processes;
using Berth.Kernel.Security;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// How an ordinary user creates a container: this program runs once more, as root of a new user namespace with the maps that the
/// specification asks for (written by newuidmap and newgidmap where they name more than the user itself) and with mounts of its own. There it
/// may prepare what root prepares elsewhere, and the container's other namespaces belong to that one.
/// </summary>
public static class RootlessEntry
{
    /// <summary>Set for the second run; its value is the directory of the runtime's state.</summary>
    private const string Marker = "BERTH_USER_NAMESPACE";

    /// <summary>The state directory when this is the second run, else null. A variable alone does not make it one.</summary>
    public static string? StateRoot { get; } =
        Environment.GetEnvironmentVariable(Marker) is { Length: > 0 } root && !IdMaps.IsInitial() ? root : null;

    /// <summary>The specification wants a user namespace, and this process has not the privilege to make a container from outside of it.</summary>
    public static bool IsNeeded(Spec spec) =>
        StateRoot is null && UserNamespaceOf(spec) is { Path: null } && !CapabilityHost.Current().Effective.Contains(Capability.SysAdmin);

    /// <summary>What is left to do inside: the user namespace is there.</summary>
    public static Spec Inside(Spec spec)
    {
        Resources? resources = spec.Linux!.Resources;
        return spec with
        {
            Linux = spec.Linux with
            {
                Namespaces = Array.FindAll(spec.Linux.Namespaces!, ns => ns.Type != "user"),
                UidMappings = null,
                GidMappings = null,
                // Device files cannot be made in a user namespace, and those of the host are limited by their permissions.
                Resources = resources is null ? null : resources with { Devices = null },
            },
        };
    }

    /// <summary>Starts the second run of the same command and passes signals on to it until it ends.</summary>
    /// <returns>Its exit code.</returns>
    public static int Run(Spec spec, string stateRoot)
    {
        IdMapping[] uids = spec.Linux!.UidMappings ?? [], gids = spec.Linux.GidMappings ?? [];
        if (uids.Length == 0 || gids.Length == 0)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"config.json: linux.{(uids.Length == 0 ? "uidMappings" : "gidMappings")}: a new user namespace needs at least one");
        }

        using var foreground = new Foreground();
        LaunchOutcome outcome = LaunchExecutor.Execute(Plan(stateRoot), [], OciRuntime.LaunchLimit, pause => IdMaps.Write(pause.Pid, IdRanges.Of(uids), IdRanges.Of(gids)));
        if (outcome is LaunchOutcome.Started started)
        {
            using (started.PidFd)
            {
                return foreground.Wait(started.PidFd, terminal: null).ShellCode;
            }
        }

        Errno errno = ((LaunchOutcome.Failed)outcome).Errno;
        throw new EngineException(ErrorKind.Forbidden, $"make a user namespace: {errno.Describe()}",
            "see /proc/sys/user/max_user_namespaces, kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns");
    }

    private static LaunchPlan Plan(string stateRoot)
    {
        var child = new LaunchPlanBuilder { Group = "user namespace", Flags = CloneFlags.NewUser | CloneFlags.NewMount };
        child.Add("wait for the id maps", SyscallNumber.Getpid, [], report: StepReport.Pause);
        child.Add("drop the supplementary groups", SyscallNumber.Setgroups, [0, 0], "not allowed when only the own group is mapped", tolerated: [Errno.EPERM]);
        child.Add("become group 0", SyscallNumber.Setresgid, [0, 0, 0], tolerated: [Errno.EINVAL]);
        child.Add("become user 0", SyscallNumber.Setresuid, [0, 0, 0], tolerated: [Errno.EINVAL]);
        child.Add("keep mounts from spreading", SyscallNumber.Mount, [0, child.Text("/"), 0, (long)(MountFlags.Recursive | MountFlags.Slave), 0]);
        StepArgument byDefault = child.Bytes(new byte[32]);
        child.Add("give SIGPIPE its default action", SyscallNumber.RtSigaction, [Signals.Pipe, byDefault, 0, 8]);
        child.Add("unblock all signals", SyscallNumber.RtSigprocmask, [2, child.Bytes(new byte[8]), 0, 8]);
        List<string> environment = ProcessSpawn.OwnEnvironment;
        environment.RemoveAll(variable => variable.StartsWith(Marker + "=", StringComparison.Ordinal));
        environment.Add($"{Marker}={stateRoot}");
        child.Add("run again", SyscallNumber.Execve, [child.Text("/proc/self/exe"), child.TextArray(Environment.GetCommandLineArgs()), child.TextArray(environment)]);
        return child.Build();
    }

    private static Namespace? UserNamespaceOf(Spec spec) => Array.Find(spec.Linux?.Namespaces ?? [], ns => ns.Type == "user");
}
