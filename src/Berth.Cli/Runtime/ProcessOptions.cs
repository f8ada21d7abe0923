using Berth.Cli.CommandLine;
using Berth.Kernel;
using Berth.Kernel.Sockets;
using Berth.Oci;

namespace Berth.Cli.Runtime;

/// <summary>The options of every verb that starts a process: where its terminal, its number and its pidfd go, and what it inherits.</summary>
internal sealed class ProcessOptions
{
    private readonly TextOption _consoleSocket = new("console-socket", '\0', "Unix socket that gets the terminal's master end");
    private readonly TextOption _pidFile = new("pid-file", '\0', "File that gets the process's number");
    private readonly TextOption _pidFdSocket = new("pidfd-socket", '\0', "Unix socket that gets a pidfd of the process");
    private readonly NumberOption _preserve = new("preserve-fds", '\0', "Number of further descriptors that the process inherits");

    public Option[] All => [_consoleSocket, _pidFile, _pidFdSocket, _preserve];

    public string? PidFile => _pidFile.GivenValue is { Length: > 0 } path ? path : null;

    public bool HasConsoleSocket => ConsoleSocket is not null;

    private string? ConsoleSocket => _consoleSocket.GivenValue is { Length: > 0 } path ? path : null;

    /// <summary>How many descriptors from 3 on go to the process: those asked for, after those of socket activation.</summary>
    /// <exception cref="EngineException">One of them is not open.</exception>
    public int PreservedDescriptors(int activated)
    {
        int count = checked((int)Math.Clamp(_preserve.Value, 0, 1 << 20)) + activated;
        for (int i = 0; i < count; i++)
        {
            if (Files.TryStatus(null, $"/proc/self/fd/{3 + i}", out _) != Errno.None)
            {
                throw new EngineException(ErrorKind.InvalidArgument, $"unable to stat preserved-fd {i + 1} (of {count}): descriptor {3 + i} is not open");
            }
        }

        return count;
    }

    /// <summary>Refuses what cannot work before anything is started, in runc's words.</summary>
    public void CheckTerminal(bool terminal, bool detach)
    {
        if (detach && terminal && !HasConsoleSocket)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "cannot allocate tty if the runtime will detach without setting console socket");
        }

        if ((!detach || !terminal) && HasConsoleSocket)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "cannot use console socket if the runtime will not detach or allocate tty");
        }
    }

    /// <summary>Hands over what the caller waits for.</summary>
    public void Send(Fd pidFd, Fd? terminal)
    {
        if (terminal is not null && ConsoleSocket is { } console)
        {
            DescriptorSocket.SendTerminal(console, terminal);
        }

        if (_pidFdSocket.GivenValue is { Length: > 0 } path)
        {
            DescriptorSocket.SendProcess(path, pidFd);
        }
    }
}
