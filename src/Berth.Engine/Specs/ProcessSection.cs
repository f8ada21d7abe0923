using Berth.Engine.Contracts;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary><c>process</c>: arguments, environment, limits, capabilities.</summary>
internal static class ProcessSection
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    internal static Process Build(SpecInputs inputs)
    {
        ContainerConfig config = inputs.Config;
        HostConfig host = inputs.Host;
        string[] capabilities = CapabilityOptions.Names(host);
        return new Process
        {
            Terminal = config.Tty,
            ConsoleSize = config.Tty && host.ConsoleSize is [> 0, > 0] ? new ConsoleSize { Height = (uint)host.ConsoleSize[0], Width = (uint)host.ConsoleSize[1] } : null,
            User = new User(),
            Args = [inputs.Path, .. inputs.Arguments],
            Env = EnvironmentOf(config),
            Cwd = config.WorkingDir.Length == 0 ? "/" : config.WorkingDir,
            Capabilities = new Capabilities { Bounding = capabilities, Effective = capabilities, Permitted = capabilities },
            Rlimits = RlimitsOf(host.Ulimits),
            NoNewPrivileges = inputs.Security.NoNewPrivileges,
            ApparmorProfile = inputs.Security.AppArmor is { Length: > 0 } and not "unconfined" ? inputs.Security.AppArmor : null,
            // Explicit, lest the container inherits a score that someone gave the shell it was started from.
            OomScoreAdj = host.OomScoreAdj,
        };
    }

    /// <summary>
    /// Whether the plan makes an init of the engine's own (it is not in the specification: nothing is mounted, and it works in any image). It
    /// makes sense only where the container has process 1 for itself.
    /// </summary>
    internal static bool UsesInit(HostConfig host) => host.Init == true && host.PidMode.Length == 0;

    /// <summary>Docker's defaults, each replaced by the user's; a name without a value removes.</summary>
    internal static string[] EnvironmentOf(ContainerConfig config)
    {
        var environment = new List<string> { "PATH=" + DefaultPath, "HOSTNAME=" + config.Hostname };
        if (config.Tty) environment.Add("TERM=xterm");
        foreach (string variable in config.Env ?? [])
        {
            ReadOnlySpan<char> key = ConfigMerge.KeyOf(variable);
            int at = -1;
            for (int i = 0; i < environment.Count && at < 0; i++)
                if (ConfigMerge.KeyOf(environment[i]).SequenceEqual(key)) at = i;
            bool removes = key.Length == variable.Length;
            if (at >= 0 && removes) environment.RemoveAt(at);
            else if (at >= 0) environment[at] = variable;
            else if (!removes) environment.Add(variable);
        }
        return [.. environment];
    }

    private static Rlimit[]? RlimitsOf(Ulimit[]? ulimits)
    {
        if (ulimits is not { Length: > 0 }) return null;
        var limits = new Rlimit[ulimits.Length];
        for (int i = 0; i < limits.Length; i++)
        {
            limits[i] = new Rlimit
            {
                Type = "RLIMIT_" + ulimits[i].Name.ToUpperInvariant(), Hard = (ulong)ulimits[i].Hard, Soft = (ulong)ulimits[i].Soft,
            };
        }
        return limits;
    }
}
