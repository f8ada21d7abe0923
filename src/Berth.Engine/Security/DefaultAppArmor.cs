using System.Text;
using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Kernel.Security;
using Berth.Oci;

namespace Berth.Engine.Security;

/// <summary>
/// The AppArmor profile of containers for which no other was asked. It stands behind the masked paths, the capability set and seccomp: what
/// one of them lets through by mistake, the profile still refuses.
/// </summary>
public static class DefaultAppArmor
{
    public const string Name = "berth-default";

    private const string LoadedProfiles = "/sys/kernel/security/apparmor/profiles";

    /// <summary>
    /// apparmor.d(5). A container's root is mounted where the host's tree does not show it (attach_disconnected), and programs may run files that
    /// were deleted (mediate_deleted). Signals and traces stay inside the profile; only unconfined processes, the engine's, may signal in.
    /// </summary>
    public const string Text = $$"""
        profile {{Name}} flags=(attach_disconnected,mediate_deleted) {
          network,
          capability,
          file,
          umount,

          deny network alg,

          signal (receive) peer=unconfined,
          signal (send, receive) peer={{Name}},
          ptrace (trace, read, tracedby, readby) peer={{Name}},

          deny mount,

          deny /proc/* w,
          deny /proc/{[^1-9],[^1-9][^0-9],[^1-9s][^0-9y][^0-9s],[^1-9][^0-9][^0-9][^0-9/]*}/** w,
          deny /proc/sys/[^kn]** w,
          deny /proc/sys/kernel/{?,??,[^s][^h][^m]**} w,
          deny /proc/sysrq-trigger rwklx,
          deny /proc/kcore rwklx,

          deny /sys/[^f]*/** wklx,
          deny /sys/f[^s]*/** wklx,
          deny /sys/fs/[^c]*/** wklx,
          deny /sys/fs/c[^g]*/** wklx,
          deny /sys/fs/cg[^r]*/** wklx,
          deny /sys/firmware/** rwklx,
          deny /sys/devices/virtual/powercap/** rwklx,
          deny /sys/kernel/security/** rwklx,
        }

        """;

    /// <summary>Whether containers get the profile here: the kernel has AppArmor, and the profile is loaded or can be.</summary>
    public static bool IsAvailable => SecurityModuleHost.Detect().HasFlag(SecurityModules.AppArmor) && Files.EffectiveUser == 0 && (IsLoaded() || FindParser() is not null);

    /// <summary>Gives the profile to the kernel unless it has it: nothing keeps it over a restart of the host.</summary>
    /// <exception cref="EngineException">apparmor_parser is not there or refuses.</exception>
    public static void EnsureLoaded()
    {
        if (IsLoaded())
        {
            return;
        }

        string parser = FindParser() ?? throw new EngineException(
            ErrorKind.NotSupported, $"the AppArmor profile {Name} is not loaded, and there is no apparmor_parser to load it",
            "install the package apparmor, or use --security-opt apparmor=unconfined");
        string said = Load(parser);
        if (!IsLoaded())
        {
            throw new EngineException(ErrorKind.Internal, $"{parser} did not load the AppArmor profile {Name}: {said}", "--security-opt apparmor=unconfined goes without");
        }
    }

    /// <returns>The last line of what it complained about: it warns of settings that concern nobody here.</returns>
    private static string Load(string parser)
    {
        using var streams = new ProgramStreams();
        // Replaced, not added: another start may be doing the same. Not cached: the text comes with the engine.
        int pid = ProcessSpawn.Start(parser, [parser, "--replace", "--skip-cache", "--quiet"], [],
            [(streams.Input.Number, 0), (streams.Output.Number, 1), (streams.Output.Number, 2)], newSession: false);
        using Fd process = ChildProcesses.TryOpen(pid) ?? throw new KernelException("start", parser, Errno.ESRCH);
        _ = streams.Attend(process, Encoding.UTF8.GetBytes(Text));
        string said = streams.Text.TrimEnd('\n');
        return said[(said.LastIndexOf('\n') + 1)..];
    }

    private static bool IsLoaded()
    {
        byte[]? profiles = Files.ReadAllBytes(null, LoadedProfiles, 1 << 20);
        return profiles is not null && Lists(profiles, Name);
    }

    /// <summary>Lines are <c>NAME (MODE)</c>.</summary>
    internal static bool Lists(ReadOnlySpan<byte> profiles, string name)
    {
        byte[] start = Encoding.UTF8.GetBytes(name + " (");
        foreach (Range line in profiles.Split((byte)'\n'))
        {
            if (profiles[line].StartsWith(start))
            {
                return true;
            }
        }

        return false;
    }

    private static string? FindParser() => Array.Find(
        ["/usr/sbin/apparmor_parser", "/sbin/apparmor_parser", "/usr/bin/apparmor_parser"], static path => Files.TryStatus(null, path, out _) == Errno.None);
}
