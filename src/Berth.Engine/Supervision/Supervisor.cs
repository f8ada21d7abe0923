using Berth.Engine.Logs;
using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using Berth.Kernel.Sockets;

namespace Berth.Engine.Supervision;

/// <summary>
/// One container's supervisor: its parent, the owner of its streams, its log and its socket. One thread, one poll(2) loop. When
/// the container has ended it records how, cleans up, tells who waits, and ends itself.
/// </summary>
internal sealed class Supervisor : IDisposable
{
    private readonly LaunchOrder _order;
    private readonly LaunchOutcome.Started _container;
    private readonly ContainerStreams _streams;
    private readonly JsonFileWriter? _log;
    private readonly MessageSocket _listener;
    private readonly Lazy<Cgroup?> _cgroup;
    private readonly List<Client> _clients = [];
    private readonly List<ExecSession> _execs = [];
    private readonly PollSet _poll = new();
    private readonly byte[] _piece = new byte[SupervisorConnection.MaxPiece];
    private readonly byte[] _message = new byte[256 * 1024];
    private long? _killAt;
    private long? _leaveAt;

    public Supervisor(LaunchOrder order, LaunchOutcome.Started container, ContainerStreams streams, JsonFileWriter? log, MessageSocket listener, Client? starter)
    {
        _order = order;
        _container = container;
        _streams = streams;
        _log = log;
        _listener = listener;
        _cgroup = new Lazy<Cgroup?>(() => order.CgroupPath.Length == 0 ? null : Cgroup.Open(CgroupHost.Detect(), order.CgroupPath));
        if (starter is not null)
        {
            starter.Streams = order.Attach;
            starter.Waits = true;
            // Leaving a terminal (by keys, or with the window) is no end of input for what runs on it.
            starter.EndsInput = order.StdinOnce && !order.Terminal;
            _clients.Add(starter);
            _leaveAt = Environment.TickCount64 + SupervisorCgroup.AttachedDelay;
        }
    }

    public bool StoppedByUser { get; private set; }

    public IReadOnlyList<Client> Clients => _clients;

    /// <summary>Serves until the container's first process has ended and its output is passed on; returns how it ended.</summary>
    public ExitStatus Serve()
    {
        while (true)
        {
            if (Round() is { } status)
            {
                if (_order.SharesPids)
                {
                    _cgroup.Value?.KillAll();
                }

                DrainOutput();
                _log?.Flush();
                return status;
            }
        }
    }

    public void Dispose()
    {
        foreach (Client client in _clients)
        {
            client.Dispose();
        }

        foreach (ExecSession exec in _execs)
        {
            exec.Dispose();
        }

        _streams.Dispose();
        _container.PidFd.Dispose();
    }

    /// <summary>One wait and what it brought; the exit status when the container has ended.</summary>
    private ExitStatus? Round()
    {
        bool held = _clients.Exists(c => c.HoldsOutput);
        _poll.Clear();
        int container = _poll.Add(_container.PidFd, PollEvents.Readable);
        int listener = _poll.Add(_listener.Descriptor, PollEvents.Readable);
        int output = _streams.Output is not null && !held ? _poll.Add(_streams.Output, PollEvents.Readable) : -1;
        int error = _streams.Error is not null && !held ? _poll.Add(_streams.Error, PollEvents.Readable) : -1;
        int input = _streams.HoldsInput && _streams.Input is not null ? _poll.Add(_streams.Input, PollEvents.Writable) : -1;
        foreach (Client client in _clients)
        {
            // Whoever sends input while the container does not take it has to wait; nobody else does.
            PollEvents events = (_streams.HoldsInput && (client.Streams & AttachStreams.Input) != 0 ? 0 : PollEvents.Readable) | (client.HoldsOutput ? PollEvents.Writable : 0);
            client.PollIndex = _poll.Add(client.Connection.Descriptor, events);
        }

        foreach (ExecSession exec in _execs)
        {
            exec.PollIndex = _poll.Add(exec.PidFd, PollEvents.Readable);
        }

        int clients = _clients.Count, execs = _execs.Count;
        _poll.Wait(NextWakeUp());
        if (_leaveAt <= Environment.TickCount64)
        {
            _leaveAt = null;
            SupervisorCgroup.Leave();
        }

        if (output >= 0 && _poll[output] != 0)
        {
            Pump(error: false);
        }

        if (error >= 0 && _poll[error] != 0)
        {
            Pump(error: true);
        }

        if (input >= 0 && _poll[input] != 0)
        {
            _streams.Continue();
        }

        for (int i = 0; i < clients; i++)
        {
            Attend(_clients[i], _poll[_clients[i].PollIndex]);
        }

        for (int i = 0; i < execs; i++)
        {
            if (_poll[_execs[i].PollIndex] != 0)
            {
                _execs[i].Finish();
            }
        }

        if (_poll[listener] != 0)
        {
            Accept();
        }

        Tidy();
        KillWhenDue();
        return _poll[container] != 0 ? ChildProcesses.TryReap(_container.PidFd) : null;
    }

    /// <summary>Milliseconds until something has to happen without an event; -1 for never.</summary>
    private int NextWakeUp()
    {
        // Orphans of a shared pid namespace end without a descriptor of ours telling so.
        int orphans = _order.SharesPids ? 1000 : -1;
        long? next = _leaveAt is { } leave && _killAt is { } kill ? Math.Min(leave, kill) : _leaveAt ?? _killAt;
        return next is { } at ? (int)Math.Clamp(at - Environment.TickCount64, 0, orphans < 0 ? 60_000 : orphans) : orphans;
    }

    private bool Pump(bool error)
    {
        int count = _streams.Read(error, _piece);
        if (count == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> piece = _piece.AsSpan(0, count);
        _log?.Write(error ? LogStream.Stderr : LogStream.Stdout, piece);
        foreach (Client client in _clients)
        {
            if ((client.Streams & (error ? AttachStreams.Error : AttachStreams.Output)) != 0 && !client.IsGone)
            {
                client.Deliver(error ? Message.ErrorOutput : Message.Output, piece);
            }
        }

        return true;
    }

    /// <summary>The container is gone; whatever it still had in its pipes is passed on. A client that does not read is given ten seconds.</summary>
    private void DrainOutput()
    {
        long deadline = Environment.TickCount64 + 10_000;
        while (true)
        {
            while (_clients.Find(c => c.HoldsOutput) is { } slow)
            {
                _poll.Clear();
                _poll.Add(slow.Connection.Descriptor, PollEvents.Writable);
                if (!_poll.Wait((int)Math.Max(0, deadline - Environment.TickCount64)))
                {
                    slow.Leave();
                    continue;
                }

                slow.Flush();
            }

            bool output = Pump(error: false), error = Pump(error: true);
            if (!output && !error)
            {
                return;
            }
        }
    }

    private void Accept()
    {
        var client = new Client(new SupervisorConnection(_listener.Accept()));
        uint user = client.Connection.PeerUser();
        if (user != 0 && user != Files.EffectiveUser)
        {
            client.Refuse("only the engine's own user may talk to a supervisor");
            client.Dispose();
            return;
        }

        _clients.Add(client);
    }

    private void Attend(Client client, PollEvents events)
    {
        if ((events & PollEvents.Writable) != 0)
        {
            client.Flush();
        }

        if ((events & (PollEvents.Readable | PollEvents.HungUp | PollEvents.Error)) == 0 || client.IsGone)
        {
            return;
        }

        var descriptors = new List<Fd>();
        try
        {
            if (!client.Connection.Receive(_message, descriptors, out Message kind, out ReadOnlySpan<byte> payload))
            {
                client.Leave();
                return;
            }

            Handle(client, kind, payload, descriptors);
        }
        catch (KernelException e)
        {
            client.Refuse(e.Message);
        }
        finally
        {
            descriptors.ForEach(fd => fd.Dispose());
        }
    }

    private void Handle(Client client, Message kind, ReadOnlySpan<byte> payload, List<Fd> descriptors)
    {
        switch (kind)
        {
            case Message.Attach:
                client.Streams = (AttachStreams)(payload.Length > 0 ? payload[0] : 0);
                client.Waits = true;
                client.EndsInput = _order.StdinOnce && !_order.Terminal;
                client.Tell(Message.Done);
                break;
            case Message.Input:
                _streams.Write(payload);
                break;
            case Message.EndOfInput when client.EndsInput:
                _streams.EndInput();
                break;
            case Message.EndOfInput:
                break;
            case Message.Resize:
                _streams.Resize(SupervisorConnection.Number(payload, 0), SupervisorConnection.Number(payload, 1));
                break;
            case Message.Signal:
                Signals.TrySend(_container.PidFd, SupervisorConnection.Number(payload, 0));
                client.Tell(Message.Done);
                break;
            case Message.Stop:
                Stop(SupervisorConnection.Number(payload, 0), SupervisorConnection.Number(payload, 1));
                client.Waits = true;
                break;
            case Message.Wait:
                client.Waits = true;
                break;
            case Message.Exec:
                if (ExecSession.Start(client, payload, descriptors) is { } session)
                {
                    _execs.Add(session);
                }

                break;
            case Message.Freeze:
                Freeze(client, payload.Length > 0 && payload[0] != 0);
                break;
            default:
                client.Refuse($"this supervisor does not know the request {(byte)kind}");
                break;
        }
    }

    private void Stop(int signal, int seconds)
    {
        StoppedByUser = true;
        Signals.TrySend(_container.PidFd, signal);
        // A frozen process would never see the signal.
        _cgroup.Value?.Thaw();
        _killAt = seconds < 0 ? null : Environment.TickCount64 + seconds * 1000L;
    }

    private void Freeze(Client client, bool frozen)
    {
        if (_cgroup.Value is not { CanFreeze: true } cgroup)
        {
            client.Refuse("this host has no cgroup that can freeze processes");
            return;
        }

        if (frozen)
        {
            cgroup.Freeze();
        }
        else
        {
            cgroup.Thaw();
        }

        var directory = new ContainerDirectory(new EnginePaths { DataRoot = _order.DataRoot, RunRoot = _order.RunRoot }, _order.ContainerId);
        StateReader.Write(directory, StateReader.ReadRecorded(directory) with { Status = frozen ? ContainerStatus.Paused : ContainerStatus.Running }, sync: false);
        client.Tell(Message.Done);
    }

    private void KillWhenDue()
    {
        if (_killAt is { } at && Environment.TickCount64 >= at)
        {
            _killAt = null;
            Signals.TrySend(_container.PidFd, Signals.Kill);
        }
    }

    /// <summary>Lets go of clients and execs that have ended, and of adopted processes.</summary>
    private void Tidy()
    {
        for (int i = _clients.Count - 1; i >= 0; i--)
        {
            if (_clients[i].IsGone)
            {
                // A lost client's input does not end the container's unless it was the only one that could.
                if (_clients[i].EndsInput && (_clients[i].Streams & AttachStreams.Input) != 0)
                {
                    _streams.EndInput();
                }

                _clients[i].Dispose();
                _clients.RemoveAt(i);
            }
        }

        for (int i = _execs.Count - 1; i >= 0; i--)
        {
            if (_execs[i].IsFinished)
            {
                _execs[i].Dispose();
                _execs.RemoveAt(i);
            }
        }

        if (_order.SharesPids)
        {
            ReapOrphans();
        }
    }

    private void ReapOrphans()
    {
        while (ChildProcesses.PeekEnded() is { } pid && pid != _container.Pid && !_execs.Exists(e => e.Pid == pid))
        {
            using Fd? orphan = ChildProcesses.TryOpen(pid);
            if (orphan is null || ChildProcesses.TryReap(orphan) is null)
            {
                return;
            }
        }
    }
}
