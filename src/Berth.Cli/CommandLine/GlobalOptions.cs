using Berth.Cli.Configuration;
using Berth.Oci;

namespace Berth.Cli.CommandLine;

/// <summary>The options that stand before the verb.</summary>
internal sealed class GlobalOptions
{
    private readonly TextOption _config = new("config", '\0', "Location of client config files", DefaultConfigDirectory);
    private readonly TextOption _context = new("context", 'c', "Name of a context; only \"default\", this engine, exists");
    private readonly Switch _debug = new("debug", 'D', "Enable debug mode: each phase with its time, stack traces of bugs");
    private readonly ListOption _host = new("host", 'H', "Refused: this engine has no daemon to connect to");
    private readonly TextOption _logLevel = new(
        "log-level", 'l', "Set the logging level (\"debug\", \"info\", \"warn\", \"error\", \"fatal\")", "info", ["debug", "info", "warn", "error", "fatal"]);
    private readonly Switch _version = new("version", 'v', "Print version information and quit");
    private readonly TextOption _dataRoot = new("data-root", '\0', "Directory of images, containers and volumes");

    public static string DefaultConfigDirectory =>
        Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named ? named : System.IO.Path.Combine(Home, ".docker");

    public Option[] Options => [_config, _context, _debug, _host, _logLevel, _version, _dataRoot];

    public bool Debug => _debug.Value;

    public bool VersionWanted => _version.Value;

    public string ConfigDirectory => _config.Value;

    /// <summary>The data root that was given, or null for the default.</summary>
    public string? DataRoot => _dataRoot.GivenValue;

    /// <summary>
    /// Refuses whatever names another engine (an option, DOCKER_HOST, a context): silently working on this machine instead
    /// would be worse than failing.
    /// </summary>
    public void RefuseOtherEngines(ClientConfig config)
    {
        if (_logLevel.Given && !_logLevel.Choices.Contains(_logLevel.Value))
        {
            throw new UsageException($"unable to parse logging level: {_logLevel.Value}", OptionParser.ExitCode);
        }

        if (_host.Given)
        {
            Refuse($"-H {_host.Values[0]}", "leave -H off; the engine runs inside the command");
        }

        if (_context.Given && _context.Value is not ("" or "default"))
        {
            Refuse($"--context {_context.Value}", "leave --context off, or name the context \"default\"");
        }

        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
        {
            Refuse($"DOCKER_HOST={host}", "unset DOCKER_HOST");
        }

        if (_context.Given)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("DOCKER_CONTEXT") is { Length: > 0 } context)
        {
            if (context != "default")
            {
                Refuse($"DOCKER_CONTEXT={context}", "unset DOCKER_CONTEXT");
            }
        }
        else if (config.CurrentContext is { Length: > 0 } current && current != "default")
        {
            Refuse($"the current context \"{current}\" of {System.IO.Path.Combine(ConfigDirectory, "config.json")}", "say --context default");
        }
    }

    private static string Home => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : "/root";

    private static void Refuse(string what, string hint) => throw new EngineException(
        ErrorKind.NotSupported, $"{what} names another engine, and this one works on this machine only", hint);
}
