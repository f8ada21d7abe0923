using System.Text;
using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Kernel.Sockets;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// sd_notify(3) across the container's border, as runc does it: the container gets a socket of its own at /run/notify/notify.sock, and that its
/// service is ready is passed on to systemd, together with the number that the first process has outside. Nothing else gets through.
/// </summary>
public sealed class NotifySocket : IDisposable
{
    private const string Inside = "/run/notify";
    private const string Name = "notify.sock";
    private const int MaxMessage = 4096;

    private readonly DatagramSocket _inner;
    private readonly string _outer;

    private NotifySocket(DatagramSocket inner, string outer)
    {
        _inner = inner;
        _outer = outer;
    }

    /// <summary>Where systemd listens; null when it does not.</summary>
    public static string? Outer => Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 } path ? path : null;

    /// <summary>Makes the directory that the container sees, and adds it and the socket's name to the specification.</summary>
    internal static Spec Add(Spec spec, string directory)
    {
        Files.MakeDirectory(null, directory, 0x1ED);
        var mount = new Mount { Destination = Inside, Source = directory, Type = "bind", Options = ["bind", "nosuid", "noexec", "nodev", "rprivate"] };
        string variable = $"NOTIFY_SOCKET={Inside}/{Name}";
        return spec with
        {
            Mounts = [.. spec.Mounts ?? [], mount],
            Process = spec.Process is { } process
                ? process with { Env = [.. (process.Env ?? []).Where(v => !v.StartsWith("NOTIFY_SOCKET=", StringComparison.Ordinal)), variable] }
                : null,
        };
    }

    /// <summary>Begins to listen; before the container's program runs.</summary>
    internal static NotifySocket Listen(string directory, string outer)
    {
        string path = $"{directory}/{Name}";
        var socket = new NotifySocket(DatagramSocket.Bind(path), outer);
        // Whoever the service runs as.
        _ = Files.TryChangeMode(null, path, 0x1FF);
        return socket;
    }

    /// <summary>Passes READY=1 on when it comes; returns then, or when the process has ended before.</summary>
    public void PassReady(int pid, Fd process)
    {
        var poll = new PollSet();
        poll.Add(_inner.Descriptor, PollEvents.Readable);
        poll.Add(process, PollEvents.Readable);
        var buffer = new byte[MaxMessage];
        while (true)
        {
            poll.Wait(-1);
            if (poll[0] != 0 && Files.TryRead(_inner.Descriptor, buffer, out int length) == Errno.None && SaysReady(buffer.AsSpan(0, length)))
            {
                using DatagramSocket systemd = DatagramSocket.Connect(_outer);
                // The number first: systemd trusts readiness of the main process alone.
                Files.Write(systemd.Descriptor, Encoding.ASCII.GetBytes($"MAINPID={pid}\n"));
                Files.Write(systemd.Descriptor, "READY=1\n"u8);
                return;
            }

            if (poll[0] == 0 && poll[1] != 0)
            {
                return;
            }
        }
    }

    public void Dispose() => _inner.Dispose();

    private static bool SaysReady(ReadOnlySpan<byte> message)
    {
        foreach (Range line in message.Split((byte)'\n'))
        {
            if (message[line].SequenceEqual("READY=1"u8))
            {
                return true;
            }
        }

        return false;
    }
}
