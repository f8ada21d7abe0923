using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;
using OciMount = Berth.Oci.Runtime.Mount;

namespace Berth.Engine;

/// <summary>Turns intents into mounts: looks sources up, makes what is to be made (directories, volumes) and remembers which volumes are new.</summary>
internal sealed class MountResolver(VolumeStore volumes, ContainerId container)
{
    private readonly List<ContainerMount> mounts = [];
    private readonly List<string> anonymous = [];
    private readonly List<VolumeFill> fills = [];

    internal IReadOnlyList<ContainerMount> Mounts => mounts;

    /// <summary>Volumes that exist for this container alone; removed again when it cannot be created.</summary>
    internal string[]? AnonymousVolumes => anonymous.Count == 0 ? null : [.. anonymous];

    internal VolumeFill[]? VolumesToFill => fills.Count == 0 ? null : [.. fills];

    internal void Resolve(MountIntent intent)
    {
        switch (intent)
        {
            case MountIntent.Bind bind: Add(bind); break;
            case MountIntent.Volume volume: Add(volume); break;
            case MountIntent.Tmpfs tmpfs: Add(tmpfs); break;
            case MountIntent.Inherited inherited: Add(inherited); break;
        }
    }

    /// <summary>Undoes what <see cref="Resolve"/> made for this container alone.</summary>
    internal void Abandon()
    {
        foreach (string name in anonymous) volumes.Remove(name);
        anonymous.Clear();
    }

    private void Add(MountIntent.Bind bind)
    {
        Errno errno = Files.TryStatus(null, bind.Source, out _, follow: true);
        if (errno == Errno.ENOENT && bind.CreateSource)
        {
            Files.MakeDirectories(bind.Source, 0x1ED);
            errno = Errno.None;
        }
        if (errno is Errno.ENOENT or Errno.ENOTDIR) throw MountPaths.Invalid("bind", $"bind source path does not exist: {bind.Source}");
        if (errno != Errno.None) throw MountPaths.Invalid("bind", $"{bind.Source}: {errno.Describe()}");
        mounts.Add(new ContainerMount(
            BindOf(bind.Source, bind.Destination, bind.ReadOnly, bind.Propagation, bind.NonRecursive, bind.ReadOnlyNonRecursive),
            new MountPoint
            {
                Type = "bind", Source = bind.Source, Destination = bind.Destination, Mode = bind.Mode, RW = !bind.ReadOnly, Propagation = bind.Propagation,
            }));
    }

    private void Add(MountIntent.Volume volume)
    {
        string name;
        if (volume.Name is null)
        {
            name = volumes.CreateAnonymous(volume.Labels, container.Value);
            anonymous.Add(name);
        }
        else
        {
            name = volume.Name;
            volumes.Ensure(name, anonymous: false, volume.Labels);
        }
        if (volume.Copy) fills.Add(new VolumeFill(name, volume.Destination));
        string source = volumes.DataOf(name);
        mounts.Add(new ContainerMount(
            BindOf(source, volume.Destination, volume.ReadOnly, "rprivate", nonRecursive: false, readOnlyNonRecursive: false),
            new MountPoint
            {
                Type = "volume", Name = name, Source = source, Destination = volume.Destination, Driver = "local",
                // Docker's mode of a volume that was named and given none.
                Mode = volume.Name is not null && volume.Mode.Length == 0 ? "z" : volume.Mode,
                RW = !volume.ReadOnly,
            }));
    }

    private void Add(MountIntent.Tmpfs tmpfs) => mounts.Add(new ContainerMount(
        new OciMount { Destination = tmpfs.Destination, Type = "tmpfs", Source = "tmpfs", Options = tmpfs.Options },
        tmpfs.Listed ? new MountPoint { Type = "tmpfs", Destination = tmpfs.Destination, RW = !tmpfs.ReadOnly } : null));

    private void Add(MountIntent.Inherited inherited)
    {
        MountPoint point = inherited.From;
        string propagation = point.Propagation.Length > 0 ? point.Propagation : "rprivate";
        mounts.Add(new ContainerMount(
            BindOf(point.Source, point.Destination, inherited.ReadOnly, propagation, nonRecursive: false, readOnlyNonRecursive: false),
            point with { RW = !inherited.ReadOnly }));
    }

    /// <summary>A bind mount as the runtime takes it.</summary>
    internal static OciMount BindOf(
        string source, string destination, bool readOnly, string propagation, bool nonRecursive, bool readOnlyNonRecursive)
    {
        var options = new List<string>(3) { nonRecursive ? "bind" : "rbind" };
        // Submounts of a read-only bind are read-only too, unless the user says otherwise.
        if (readOnly) options.Add(nonRecursive || readOnlyNonRecursive ? "ro" : "rro");
        options.Add(propagation);
        return new OciMount { Destination = destination, Type = "bind", Source = source, Options = [.. options] };
    }
}
