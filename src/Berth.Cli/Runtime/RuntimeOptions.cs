using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Kernel;
using Berth.Oci;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary>The options that stand before the runtime's verb.</summary>
internal sealed class RuntimeOptions
{
    private const string RootOfRoot = "/run/berth/runtime";

    private readonly TextOption _root = new("root", '\0', "Directory of the runtime's state", RootOfRoot);
    private readonly TextOption _log = new("log", '\0', "File that gets error messages, too");
    private readonly TextOption _logFormat = new("log-format", '\0', "Format of that file", "text", ["text", "json"]);
    private readonly Switch _debug = new("debug", '\0', "Print the stack of a failure");
    private readonly Switch _systemd = new("systemd-cgroup", '\0', "The cgroup's path is SLICE:PREFIX:NAME, and systemd makes it");
    private readonly TextOption _rootless = new("rootless", '\0', "true, false or auto", "auto", ["true", "false", "auto"]);
    private readonly Switch _version = new("version", 'v', "Print version information and quit");

    public Option[] All => [_root, _log, _logFormat, _debug, _systemd, _rootless, _version];

    public string Root => Path.GetFullPath(_root.Given ? _root.Value : DefaultRoot);

    public bool Debug => _debug.Value;

    public bool SystemdCgroup => _systemd.Value;

    public bool VersionWanted => _version.Value;

    /// <summary>Adds a failure to the log, one line in the form that callers of runc read; nothing when there is no log.</summary>
    public void WriteLog(string message)
    {
        if (!_log.Given || _log.Value.Length == 0)
        {
            return;
        }

        string time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        string line = _logFormat.Value == "json"
            ? $$"""{"level":"error","msg":"{{JsonEncodedText.Encode(message)}}","time":"{{time}}"}"""
            : $"time=\"{time}\" level=error msg={GoQuoted.Text(message)}";
        try
        {
            File.AppendAllText(_log.Value, line + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure itself is printed all the same; there is nobody to tell that the log is lost.
        }
    }

    /// <summary>Never below /tmp, where another user could have made the directory first.</summary>
    private static string DefaultRoot => RootlessEntry.StateRoot
        ?? (Files.EffectiveUser == 0 ? RootOfRoot
            : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } directory ? directory + "/berth/runtime"
            : throw new EngineException(ErrorKind.InvalidArgument, "XDG_RUNTIME_DIR is not set: there is no place for the runtime's state", "say --root DIRECTORY"));
}
