using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Systemd;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// A transient scope that systemd makes for a container: its cgroup is then the container's, delegated, and systemd leaves what is below it
/// alone. A scope cannot begin empty, so this process enters it, the container's first process is cloned into it, and this process leaves. It
/// ends by itself when its last process has ended.
/// </summary>
public sealed class SystemdScope : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly List<(CgroupHierarchy Hierarchy, string Path)> _former;
    private readonly SystemdCgroupPath _path;
    private bool _left;

    private SystemdScope(SystemdCgroupPath path, List<(CgroupHierarchy Hierarchy, string Path)> former)
    {
        _path = path;
        _former = former;
    }

    /// <inheritdoc cref="SystemdCgroupPath.CgroupPath"/>
    public string CgroupPath => _path.CgroupPath;

    public string Unit => _path.Unit;

    /// <summary>Makes the scope and moves this process into it: <see cref="Leave"/> has to follow.</summary>
    /// <exception cref="EngineException">systemd is not running, or refuses.</exception>
    public static SystemdScope Create(CgroupHost host, SystemdCgroupPath path, string id, Resources? resources)
    {
        RequireSystemd();
        var former = new List<(CgroupHierarchy, string)>();
        foreach (CgroupHierarchy hierarchy in host.Hierarchies)
        {
            former.Add((hierarchy, CgroupHost.OwnPath(hierarchy)));
        }

        using SystemdBus bus = SystemdBus.Connect();
        string? refusal = bus.StartTransientUnit(path.Unit,
        [
            new UnitProperty.Text("Description", $"container {id}"),
            new UnitProperty.Text("Slice", path.Slice),
            new UnitProperty.Text("CollectMode", "inactive-or-failed"),
            new UnitProperty.Flag("Delegate", true),
            new UnitProperty.Flag("DefaultDependencies", false),
            new UnitProperty.Flag("MemoryAccounting", true),
            new UnitProperty.Flag("CPUAccounting", true),
            new UnitProperty.Flag("TasksAccounting", true),
            new UnitProperty.Flag(host.IsUnified ? "IOAccounting" : "BlockIOAccounting", true),
            new UnitProperty.Processes("PIDs", (uint)Environment.ProcessId),
            .. resources is null ? [] : SystemdProperties.Of(resources.ToLimits(), host.IsUnified),
        ]);
        if (refusal is not null)
        {
            throw new EngineException(ErrorKind.Conflict, $"systemd refuses the scope {path.Unit}: {refusal}");
        }

        var scope = new SystemdScope(path, former);
        if (!scope.AwaitEntry(host))
        {
            scope.Dispose();
            throw new EngineException(ErrorKind.Internal, $"systemd did not start the scope {path.Unit} within {StartLimit.TotalSeconds} s", $"systemctl status {path.Unit} may tell why");
        }

        return scope;
    }

    /// <summary>Tells systemd a scope's new limits, which it would else set back one day.</summary>
    /// <exception cref="EngineException">systemd refuses.</exception>
    public static void Update(CgroupHost host, string unit, CgroupLimits limits)
    {
        List<UnitProperty> properties = SystemdProperties.Of(limits, host.IsUnified);
        if (properties.Count == 0)
        {
            return;
        }

        using SystemdBus bus = SystemdBus.Connect();
        if (bus.SetUnitProperties(unit, properties) is { } refusal)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"systemd refuses the limits of {unit}: {refusal}");
        }
    }

    /// <exception cref="EngineException">NotSupported, in one line.</exception>
    public static void RequireSystemd()
    {
        if (!SystemdBus.IsRunning)
        {
            throw new EngineException(ErrorKind.NotSupported, "systemd is not running on this host: --systemd-cgroup cannot be used");
        }
    }

    /// <summary>Puts this process back where it was.</summary>
    /// <exception cref="KernelException">A hierarchy refused.</exception>
    public void Leave()
    {
        foreach ((CgroupHierarchy hierarchy, string path) in _former)
        {
            if (CgroupHost.OwnPath(hierarchy) != path)
            {
                CgroupHost.MoveSelf(hierarchy, path);
            }
        }

        _left = true;
    }

    /// <summary>After a start that failed, leaves and stops the scope; after <see cref="Leave"/> nothing is to do.</summary>
    public void Dispose()
    {
        if (_left)
        {
            return;
        }

        try
        {
            Leave();
            using SystemdBus bus = SystemdBus.Connect();
            _ = bus.StopUnit(_path.Unit);
        }
        catch (KernelException)
        {
            // The failure that led here is the one to tell; an empty scope ends by itself.
        }
    }

    private bool AwaitEntry(CgroupHost host)
    {
        // systemd's own hierarchy: version 2, or the one with its name.
        CgroupHierarchy own = host.Hierarchies.FirstOrDefault(static h => h.Has("name=systemd")) ?? host.Unified
            ?? throw new EngineException(ErrorKind.NotSupported, "systemd's cgroup hierarchy is not mounted");
        long end = Environment.TickCount64 + (long)StartLimit.TotalMilliseconds;
        while (!CgroupHost.OwnPath(own).EndsWith("/" + _path.Unit, StringComparison.Ordinal))
        {
            if (Environment.TickCount64 >= end)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }
}
