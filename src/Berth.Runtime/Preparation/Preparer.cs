using System.Diagnostics;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Kernel.Terminals;
using Berth.Oci;

namespace Berth.Runtime.Preparation;

/// <summary>
/// Carries out preparation steps in order and collects the descriptors that a launch plan asks for. Everything made here is
/// attached nowhere: when the preparation is disposed without a launch, it is gone.
/// </summary>
public sealed class Preparer : IDisposable
{
    private readonly Dictionary<int, Fd> _descriptors = [];
    private readonly List<Fd> _owned = [];
    private readonly IReadOnlyDictionary<string, Fd> _given;
    private ContainerTree? _tree;
    private PseudoTerminal? _terminal;

    /// <summary>The directory in which a node or link was made last.</summary>
    private (string Path, Fd Fd)? _parent;

    private Preparer(IReadOnlyDictionary<string, Fd> given) => _given = given;

    /// <summary>The engine's end of the container's terminal, when the plan has one; from now on the caller's to close.</summary>
    public Fd? TakeTerminal() => _terminal is null ? null : new Fd(_terminal.Master.Detach());

    /// <param name="steps">What to prepare.</param>
    /// <param name="given">Descriptors by the names of <see cref="PreparationStep.Given"/> steps; they stay the caller's.</param>
    /// <param name="root">The root as opened before by <see cref="OpenRoot"/>; it stays the caller's.</param>
    public static Preparer Prepare(IReadOnlyList<PreparationStep> steps, IReadOnlyDictionary<string, Fd> given, Fd? root = null)
    {
        var preparer = new Preparer(given);
        try
        {
            foreach (PreparationStep step in steps)
            {
                preparer.CarryOut(step, root);
            }

            return preparer;
        }
        catch
        {
            preparer.Dispose();
            throw;
        }
    }

    /// <summary>The descriptor numbers in the order of the plan's table, valid until this object is disposed.</summary>
    public int[] DescriptorTable(int count)
    {
        var table = new int[count];
        for (int i = 0; i < count; i++)
        {
            table[i] = _descriptors.TryGetValue(i, out Fd? fd) ? fd.Number : throw new UnreachableException($"descriptor {i} was not prepared");
        }

        return table;
    }

    /// <summary>
    /// Opens a root file system as a detached mount, so that it can be looked into (for /etc/passwd, say) before the plan is made.
    /// </summary>
    public static Fd OpenRoot(RootSource source)
    {
        switch (source)
        {
            case RootSource.Overlay overlay:
                return OverlayMount.Create(overlay.Lower, overlay.Upper, overlay.Work, overlay.IsVolatile);
            case RootSource.BundleDirectory bundle:
                Errno errno = Files.TryOpen(bundle.Path, OpenFlags.Path | OpenFlags.Directory, out Fd directory);
                if (errno != Errno.None)
                {
                    directory.Dispose();
                    throw new EngineException(errno is Errno.ENOENT ? ErrorKind.NotFound : ErrorKind.InvalidArgument,
                        $"config.json: root.path: {bundle.Path}: {errno.Describe()}");
                }

                using (directory)
                {
                    Fd mount = DetachedMount.CloneTree(directory, recursive: true, bundle.Path);
                    DetachedMount.Change(mount, new MountAttributeChange { Propagation = MountPropagation.Private }, recursive: true, bundle.Path);
                    return mount;
                }

            default:
                throw new UnreachableException();
        }
    }

    public void Dispose()
    {
        _terminal?.Dispose();
        foreach (Fd fd in _owned)
        {
            fd.Dispose();
        }
    }

    private void CarryOut(PreparationStep step, Fd? root)
    {
        switch (step)
        {
            case PreparationStep.Given given:
                _descriptors[given.Slot!.Value.Index] = _given.TryGetValue(given.Name, out Fd? fd)
                    ? fd
                    : throw new UnreachableException($"the caller brought no '{given.Name}'");
                break;
            case PreparationStep.Root source:
                Fd rootMount = root ?? Own(OpenRoot(source.Source));
                _tree = new ContainerTree(rootMount, source.Uid, source.Gid);
                _descriptors[source.Slot!.Value.Index] = rootMount;
                break;
            case PreparationStep.NewMount mount:
                Fd made = Make(mount);
                Keep(mount, made);
                DetachedMount.Change(made, new MountAttributeChange { Propagation = mount.Propagation }, recursive: false, mount.Destination);
                break;
            case PreparationStep.BindMount bind:
                Keep(bind, Bind(bind));
                break;
            case PreparationStep.MountPoint point:
                PrepareMountPoint(point);
                break;
            case PreparationStep.Mounted mounted:
                Keep(mounted, _tree!.Find(mounted.Path, ContainerTree.Missing.Fail).Fd);
                break;
            case PreparationStep.DeviceNode node:
                MakeDevice(node);
                break;
            case PreparationStep.Symlink link:
                MakeLink(link);
                break;
            case PreparationStep.Directory directory:
                _tree!.Find(directory.Path, ContainerTree.Missing.MakeDirectory).Fd.Dispose();
                break;
            case PreparationStep.Terminal terminal:
                OpenTerminal(terminal);
                break;
            case PreparationStep.Console console:
                Keep(console, Files.OpenAt(_descriptors[console.DevPts.Index], _terminal!.Number.ToString(), OpenFlags.Path));
                break;
            case PreparationStep.NullDevice:
                using (Fd device = Files.Open("/dev/null", OpenFlags.Path | OpenFlags.NoFollow))
                {
                    FileStatus status = Files.Status(device);
                    if (status.Type != FileType.CharacterDevice || status.RawDevice != new DeviceNumber(1, 3))
                    {
                        throw new EngineException(ErrorKind.Forbidden, "the host's /dev/null is not the null device (character device 1:3)");
                    }

                    Keep(step, DetachedMount.CloneTree(device, recursive: false, "/dev/null"));
                }

                break;
            default:
                throw new UnreachableException(step.GetType().Name);
        }
    }

    private static Fd Make(PreparationStep.NewMount mount)
    {
        try
        {
            return DetachedMount.Create(mount.Type, mount.Source, mount.Options, mount.Attributes);
        }
        catch (KernelException e)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"mount {mount.Type} at {mount.Destination}: {e.Message}", inner: e);
        }
    }

    private static Fd Bind(PreparationStep.BindMount bind)
    {
        Errno errno = Files.TryOpen(bind.Source, OpenFlags.Path, out Fd source);
        using (source)
        {
            if (errno != Errno.None)
            {
                throw new EngineException(errno == Errno.ENOENT ? ErrorKind.NotFound : ErrorKind.InvalidArgument,
                    $"mount {bind.Source} at {bind.Destination}: {errno.Describe()}");
            }

            Fd mount = DetachedMount.CloneTree(source, bind.Recursive, $"{bind.Source} at {bind.Destination}");
            try
            {
                bind.IdMap?.Apply(mount, bind.Destination);
                DetachedMount.Change(mount, bind.Change with { Propagation = 0 }, recursive: false, bind.Destination);
                DetachedMount.Change(mount, bind.RecursiveChange, recursive: true, bind.Destination);
                DetachedMount.Change(mount, new MountAttributeChange { Propagation = bind.Change.Propagation }, bind.IsPropagationRecursive, bind.Destination);
                return mount;
            }
            catch
            {
                mount.Dispose();
                throw;
            }
        }
    }

    private void PrepareMountPoint(PreparationStep.MountPoint point)
    {
        Fd? mount = point.Mount is { } slot ? _descriptors[slot.Index] : null;
        bool isDirectory = mount is null || Files.Status(mount).IsDirectory;
        (Fd fd, string canonical, bool isNew) = _tree!.Find(point.Path, isDirectory ? ContainerTree.Missing.MakeDirectory : ContainerTree.Missing.MakeFile, point.IsReal);
        Keep(point, fd);
        if (Files.Status(fd).IsDirectory != isDirectory)
        {
            throw new EngineException(ErrorKind.InvalidArgument, isDirectory
                ? $"cannot mount a directory at {point.Path}: it is a file in the container"
                : $"cannot mount a file at {point.Path}: it is a directory in the container",
                "check that both sides of the mount are of the same kind");
        }

        if (canonical == "/")
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"invalid mount destination {point.Path}: it is the container's root");
        }

        if (mount is not null)
        {
            point.Content?.Take(fd, isNew, mount, point.Path);
        }

        _tree.Cover(canonical, mount);
        _parent = null;
    }

    private void MakeDevice(PreparationStep.DeviceNode node)
    {
        FileType type = node.Type switch
        {
            'b' => FileType.BlockDevice,
            'p' => FileType.Fifo,
            _ => FileType.CharacterDevice,
        };
        (Fd parent, string name) = Parent(node.Path);
        Errno errno = Files.TryMakeNode(parent, name, type, node.Mode, new DeviceNumber(node.Major, node.Minor));
        if (errno == Errno.EEXIST)
        {
            bool isIt = Files.TryStatus(parent, name, out FileStatus there) == Errno.None && there.Type == type
                && (type == FileType.Fifo || there.RawDevice == new DeviceNumber(node.Major, node.Minor));
            if (node.IsExact && !isIt)
            {
                throw new EngineException(ErrorKind.Conflict, $"config.json: linux.devices: {node.Path}: there is something else of that name in the container");
            }

            return;
        }

        if (errno != Errno.None)
        {
            throw new KernelException("create device", node.Path, errno);
        }

        // The umask took bits away, and ownership starts as ours.
        _ = Files.TryChangeMode(parent, name, node.Mode);
        if (node.Uid != 0 || node.Gid != 0)
        {
            _ = Files.TryChangeOwner(parent, name, node.Uid, node.Gid);
        }
    }

    private void MakeLink(PreparationStep.Symlink link)
    {
        (Fd parent, string name) = Parent(link.Path);
        Errno errno = Files.TryMakeSymlink(link.Target, parent, name);
        if (errno is not (Errno.None or Errno.EEXIST))
        {
            throw new KernelException("create link", link.Path, errno);
        }

        if (errno == Errno.None)
        {
            _tree!.Own(parent, name);
        }
    }

    /// <summary>Nearly all of them are made in /dev: its descriptor stays until another directory is wanted.</summary>
    private (Fd Parent, string Name) Parent(string path)
    {
        int slash = path.TrimEnd('/').LastIndexOf('/');
        string directory = slash <= 0 ? "/" : path[..slash];
        if (_parent?.Path != directory)
        {
            _parent = (directory, Own(_tree!.Find(directory, ContainerTree.Missing.MakeDirectory).Fd));
        }

        return (_parent.Value.Fd, path[(slash + 1)..]);
    }

    private void OpenTerminal(PreparationStep.Terminal terminal)
    {
        _terminal = PseudoTerminal.Open(_descriptors[terminal.DevPts.Index]);
        Terminal.SetWindowSize(_terminal.Master.Number, new WindowSize((ushort)terminal.Rows, (ushort)terminal.Columns));
        _ = Files.TryChangeOwner(_terminal.Peer, terminal.Uid, uint.MaxValue);
        _descriptors[terminal.Slot!.Value.Index] = _terminal.Peer;
    }

    private Fd Own(Fd fd)
    {
        _owned.Add(fd);
        return fd;
    }

    private void Keep(PreparationStep step, Fd fd)
    {
        Own(fd);
        if (step.Slot is { } slot)
        {
            _descriptors[slot.Index] = fd;
        }
    }
}
