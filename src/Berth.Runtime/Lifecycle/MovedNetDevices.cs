using Berth.Kernel;
using Berth.Kernel.Netlink;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// Interfaces of the host that were given to a container which is being created. Unless it is kept, they come back: with the
/// container's namespace the kernel would delete those that are not hardware.
/// </summary>
internal sealed class MovedNetDevices : IDisposable
{
    private readonly List<(LinkInfo Before, LinkInfo Now)> _moved = [];
    private NetworkNamespace? _host, _container;

    /// <exception cref="EngineException">One does not exist, cannot be moved, or its name is taken.</exception>
    public void Move(IReadOnlyDictionary<string, NetDevice> devices, int pid)
    {
        _host = NetworkNamespace.Adopt(NetworkNamespace.OpenCurrent());
        _container = NetworkNamespace.Adopt(NetworkNamespace.OpenOf(pid));
        if (Files.Status(_host.Handle).Inode == Files.Status(_container.Handle).Inode)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "config.json: linux.netDevices: the container's network namespace is the host's");
        }

        foreach ((string name, NetDevice device) in devices)
        {
            LinkInfo link = _host.Route.GetLink(name) ?? throw new EngineException(ErrorKind.NotFound, $"config.json: linux.netDevices: the host has no interface {name}");
            if (link.IsLoopback)
            {
                throw new EngineException(ErrorKind.InvalidArgument, $"config.json: linux.netDevices: {name} is the loopback interface, which cannot be moved");
            }

            string? inside = device.Name is { Length: > 0 } given ? given : null;
            try
            {
                _moved.Add((link, LinkMove.Move(_host, link, _container, inside, up: true)));
            }
            catch (KernelException e)
            {
                throw new EngineException(ErrorKind.Conflict, $"config.json: linux.netDevices: {name}: {e.Message}",
                    e.Errno == Errno.EEXIST ? $"the container's network has a {inside ?? name} already" : null);
            }
        }
    }

    /// <summary>The container exists now: they are its own.</summary>
    public void Keep() => _moved.Clear();

    public void Dispose()
    {
        foreach ((LinkInfo before, LinkInfo now) in _moved)
        {
            try
            {
                LinkMove.Move(_container!, now, _host!, before.Name, before.IsUp);
            }
            catch (KernelException)
            {
                // Whatever is wrong with this one, the others have to come back, too; the error that led here is the one to tell.
            }
        }

        _host?.Dispose();
        _container?.Dispose();
    }
}
