using System.Globalization;
using Berth.Cli.CommandLine;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime exec</c>: a further process in a container. Failures of its own end with 255, as runc's do.</summary>
internal sealed class ExecVerb : RuntimeVerb
{
    private const int MaxProcessFile = 16 << 20;

    private readonly TextOption _process = new("process", 'p', "File with the process as JSON, in place of all other words");
    private readonly Switch _tty = new("tty", 't', "Give the process a terminal");
    private readonly TextOption _user = new("user", 'u', "UID[:GID] of the process");
    private readonly ListOption _groups = new("additional-gids", 'g', "Further groups of the process", Numeric);
    private readonly ListOption _capabilities = new("cap", 'c', "Capability that the process has beside the container's");
    private readonly ListOption _env = new("env", 'e', "Environment variable, NAME=VALUE");
    private readonly TextOption _cwd = new("cwd", '\0', "Working directory in the container");
    private readonly Switch _detach = new("detach", 'd', "Do not wait for the process");
    private readonly TextOption _cgroup = new("cgroup", '\0', "Cgroup inside the container's that the process enters");
    private readonly Switch _ignorePaused = new("ignore-paused", '\0', "Also in a paused container");
    private readonly TextOption _apparmor = new("apparmor", '\0', "AppArmor profile of the process");
    private readonly TextOption _label = new("process-label", '\0', "SELinux label of the process");
    private readonly Switch _noNewPrivileges = new("no-new-privs", '\0', "The process cannot gain privileges");
    private readonly ProcessOptions _options = new();

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID COMMAND [ARG...]", "Run a further process in a container", [], ArgumentCount.AtLeast(1));

    public override Option[] Options =>
    [
        _process, _tty, _user, _groups, _capabilities, _env, _cwd, _detach, _cgroup, _ignorePaused, _apparmor, _label, _noNewPrivileges, .. _options.All,
    ];

    public override bool StopsAtArgument => true;

    public override int FailureCode => 255;

    public override int Run(Invocation invocation)
    {
        string id = invocation.Arguments[0];
        Spec configuration = Runtime.Configuration(id);
        Process process = SocketActivation.Announce(_process.Given ? ReadProcess() : FromOptions(invocation, configuration));
        if (process.Args is not { Length: > 0 })
        {
            throw new EngineException(ErrorKind.InvalidArgument, "process args cannot be empty");
        }

        _options.CheckTerminal(process.Terminal, _detach.Value);
        using Foreground? foreground = _detach.Value ? null : new Foreground();
        using StartedProcess started = Runtime.Exec(id, process, new ExecOptions
        {
            DiesWithParent = !_detach.Value,
            PidFile = _options.PidFile,
            PreservedDescriptors = _options.PreservedDescriptors(SocketActivation.Count),
            IgnoresPause = _ignorePaused.Value,
            SubCgroup = _cgroup.GivenValue,
        });
        _options.Send(started.PidFd, started.TerminalMaster);
        return foreground?.Wait(started.PidFd, started.TerminalMaster).ShellCode ?? 0;
    }

    private Process ReadProcess()
    {
        byte[] bytes = Files.ReadAllBytes(null, _process.Value, MaxProcessFile)
            ?? throw new EngineException(ErrorKind.NotFound, $"--process {_process.Value}: no such file");
        return RuntimeSpec.LoadProcess(bytes, _process.Value);
    }

    private Process FromOptions(Invocation invocation, Spec configuration)
    {
        Process own = configuration.Process ?? throw new EngineException(ErrorKind.InvalidArgument, "config.json: process: missing");
        return own with
        {
            Args = [.. invocation.Arguments.Skip(1)],
            Terminal = _tty.Value,
            ConsoleSize = null,
            Cwd = _cwd.GivenValue ?? own.Cwd,
            Env = Environment(own.Env ?? []),
            User = User(own.User ?? new User()),
            Capabilities = Capabilities(own.Capabilities ?? new Capabilities()),
            ApparmorProfile = _apparmor.GivenValue ?? own.ApparmorProfile,
            SelinuxLabel = _label.GivenValue ?? own.SelinuxLabel,
            NoNewPrivileges = _noNewPrivileges.Given ? _noNewPrivileges.Value : own.NoNewPrivileges,
        };
    }

    /// <summary>A variable that is given replaces the container's of the same name.</summary>
    private string[] Environment(string[] own)
    {
        List<string> environment = [.. own];
        foreach (string variable in _env.Values)
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            string start = equals < 0 ? variable + "=" : variable[..(equals + 1)];
            environment.RemoveAll(v => v.StartsWith(start, StringComparison.Ordinal));
            environment.Add(variable);
        }

        return [.. environment];
    }

    private User User(User own)
    {
        uint[] further = [.. own.AdditionalGids ?? [], .. _groups.Values.Select(uint.Parse)];
        User user = own with { AdditionalGids = further.Length == 0 ? own.AdditionalGids : further };
        if (_user.GivenValue is not { Length: > 0 } text)
        {
            return user;
        }

        string[] parts = text.Split(':', 2);
        if (!TryNumber(parts[0], out uint uid))
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"--user {text}: '{parts[0]}' is not a user's number");
        }

        if (parts.Length == 1)
        {
            return user with { Uid = uid };
        }

        return TryNumber(parts[1], out uint gid) ? user with { Uid = uid, Gid = gid }
            : throw new EngineException(ErrorKind.InvalidArgument, $"--user {text}: '{parts[1]}' is not a group's number");
    }

    /// <summary>Not the inheritable set: a program that an unprivileged user runs would get more than the container's own.</summary>
    private Capabilities Capabilities(Capabilities own)
    {
        string[] further = [.. _capabilities.Values];
        return further.Length == 0 ? own : own with
        {
            Bounding = [.. own.Bounding ?? [], .. further],
            Effective = [.. own.Effective ?? [], .. further],
            Permitted = [.. own.Permitted ?? [], .. further],
        };
    }

    private static string? Numeric(string value) => TryNumber(value, out _) ? null : "not a group's number";

    /// <summary>Digits alone: what looks like a number to one reader and not to another has made users root.</summary>
    private static bool TryNumber(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
