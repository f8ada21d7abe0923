using System.Text;
using Berth.Kernel.Sockets;
using Berth.Kernel.Terminals;
using Berth.Oci;

namespace Berth.Engine.Supervision;

/// <summary>A conversation with the supervisor of a running container.</summary>
public sealed class ContainerSession : IDisposable
{
    private readonly SupervisorConnection _supervisor;

    internal ContainerSession(SupervisorConnection supervisor, int pid)
    {
        _supervisor = supervisor;
        Pid = pid;
    }

    /// <summary>The container's first process as the host sees it; 0 when this session did not start it.</summary>
    public int Pid { get; }

    internal SupervisorConnection Supervisor => _supervisor;

    /// <summary>Connects to a container's supervisor; null when it has none, that is when it does not run.</summary>
    public static ContainerSession? TryConnect(ContainerDirectory directory)
    {
        MessageSocket? socket = MessageSocket.TryConnect(directory.SupervisorSocket);
        return socket is null ? null : new ContainerSession(new SupervisorConnection(socket), 0);
    }

    /// <summary>
    /// Joins this process's streams to the container's until it ends or is detached from. A terminal at stdin is put into raw mode for that time.
    /// </summary>
    /// <param name="alreadyAttached">The container was started by this session, attached.</param>
    public AttachOutcome Attach(AttachOptions options, bool alreadyAttached)
    {
        if (!alreadyAttached)
        {
            Ask(Message.Attach, [(byte)options.Streams]);
        }

        bool raw = options.Terminal && (options.Streams & AttachStreams.Input) != 0 && Terminal.IsTerminal(0);
        TerminalState? saved = raw ? Terminal.MakeRaw(0) : null;
        try
        {
            return new AttachLoop(_supervisor, options).Run();
        }
        finally
        {
            if (saved is not null)
            {
                Terminal.Restore(saved);
            }
        }
    }

    /// <summary>Sends a signal to the container's first process.</summary>
    public void Signal(int signal)
    {
        Span<byte> payload = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(payload, signal);
        Ask(Message.Signal, payload);
    }

    /// <summary>Stops the container: a signal, and SIGKILL when it is still there after the time. Returns when it has ended and is cleaned up.</summary>
    /// <param name="seconds">Negative: wait without limit.</param>
    public void Stop(int signal, int seconds)
    {
        _supervisor.TrySend(Message.Stop, signal, seconds);
        WaitForExit();
    }

    /// <summary>Freezes or thaws the container's processes.</summary>
    public void Freeze(bool frozen) => Ask(Message.Freeze, [frozen ? (byte)1 : (byte)0]);

    /// <summary>The exit code once the container has ended; null when the supervisor vanished without telling.</summary>
    public int? Wait()
    {
        _supervisor.TrySend(Message.Wait);
        return WaitForExit();
    }

    public void Dispose() => _supervisor.Dispose();

    internal int? WaitForExit()
    {
        var buffer = new byte[SupervisorConnection.MaxPiece + 1024];
        while (_supervisor.Receive(buffer, null, out Message kind, out ReadOnlySpan<byte> payload))
        {
            if (kind == Message.Exited)
            {
                return SupervisorConnection.Number(payload, 0);
            }
        }

        return null;
    }

    private void Ask(Message kind, ReadOnlySpan<byte> payload)
    {
        _supervisor.TrySend(kind, payload);
        var buffer = new byte[SupervisorConnection.MaxPiece + 1024];
        while (_supervisor.Receive(buffer, null, out Message answer, out ReadOnlySpan<byte> text))
        {
            switch (answer)
            {
                case Message.Done:
                    return;
                case Message.Refused:
                    throw new EngineException(ErrorKind.Conflict, Encoding.UTF8.GetString(text));
                default:
                    continue;
            }
        }
    }
}
