using Berth.Cli.CommandLine;
using Berth.Kernel.Sockets;
using Berth.Oci;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary>The options that create and run share.</summary>
internal sealed class BundleOptions
{
    private readonly TextOption _bundle = new("bundle", 'b', "Directory of the bundle", ".");
    private readonly TextOption _consoleSocket = new("console-socket", '\0', "Unix socket that gets the terminal's master end");
    private readonly TextOption _pidFile = new("pid-file", '\0', "File that gets the process's number");
    private readonly NumberOption _preserve = new("preserve-fds", '\0', "Number of further descriptors that the container inherits");

    public Option[] All => [_bundle, _consoleSocket, _pidFile, _preserve];

    public string Path => _bundle.Value;

    public bool HasConsoleSocket => _consoleSocket.Given;

    public CreateOptions ToCreateOptions(bool waitsForStart, bool foreground) => new()
    {
        WaitsForStart = waitsForStart,
        DiesWithParent = foreground,
        PidFile = _pidFile.GivenValue,
        PreservedDescriptors = (int)_preserve.Value,
    };

    /// <summary>Hands the terminal to whoever listens: a stream socket that gets one message with the descriptor, as runc's.</summary>
    public void SendTerminal(CreatedContainer created)
    {
        if (created.TerminalMaster is null)
        {
            return;
        }

        if (!_consoleSocket.Given)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "cannot allocate tty if runc will detach without setting console socket");
        }

        ConsoleSocket.Send(_consoleSocket.Value, created.TerminalMaster);
    }
}
