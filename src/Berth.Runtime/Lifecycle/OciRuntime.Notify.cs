using Berth.Kernel;

namespace Berth.Runtime.Lifecycle;

public sealed partial class OciRuntime
{
    /// <summary>
    /// Listens for the readiness of a container that was created with <see cref="CreateOptions.HasNotifySocket"/> and is to be started; null for
    /// one that was created without.
    /// </summary>
    /// <param name="outer">Where systemd listens.</param>
    public NotifySocket? ListenForReady(string id, string outer)
    {
        Get(id);
        string directory = _root.NotifyDirectoryOf(id);
        return Files.TryStatus(null, directory, out _) == Errno.None ? NotifySocket.Listen(directory, outer) : null;
    }

    /// <summary>Waits until the container says that it is ready, and passes it on.</summary>
    public void PassReady(string id, NotifySocket socket)
    {
        RuntimeRecord record = Get(id);
        using Fd? init = OpenInit(record);
        if (init is not null)
        {
            socket.PassReady(record.Pid, init);
        }
    }
}
