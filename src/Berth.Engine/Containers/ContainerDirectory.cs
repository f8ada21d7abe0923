using Berth.Kernel;

namespace Berth.Engine;

/// <summary>
/// The paths of one container: <c>containers/ID/</c>, which is also its OCI bundle, and <c>/run/berth/containers/ID/</c>. Only names are
/// here; who writes which file is said at each.
/// </summary>
public sealed class ContainerDirectory
{
    internal const string RecordName = "container.json";
    internal const string StateName = "state.json";
    internal const string SpecName = "config.json";

    internal ContainerDirectory(EnginePaths paths, ContainerId id)
    {
        Id = id;
        Path = $"{paths.Containers}/{id.Value}";
        RunDirectory = $"{paths.ContainerRuns}/{id.Value}";
    }

    public ContainerId Id { get; }

    public string Path { get; }

    /// <summary>What create decided (<see cref="ContainerRecord"/>). Written once.</summary>
    public string RecordFile => Path + "/" + RecordName;

    /// <summary>What happened since (<see cref="StateRecord"/>). Missing until the first start; replaced whole by whoever owns the container.</summary>
    public string StateFile => Path + "/" + StateName;

    /// <summary>The OCI runtime specification of the container. Written by create.</summary>
    public string SpecFile => Path + "/" + SpecName;

    /// <summary>The overlay's upper directory: what the container changed.</summary>
    public string Upper => Path + "/upper";

    /// <summary>The overlay's work directory.</summary>
    public string Work => Path + "/work";

    /// <summary>Where the root file system is mounted when something outside the container needs to see it; the bundle's <c>root.path</c>.</summary>
    public string Rootfs => Path + "/rootfs";

    public string HostsFile => Path + "/hosts";

    public string HostnameFile => Path + "/hostname";

    public string ResolvConfFile => Path + "/resolv.conf";

    /// <summary>The newest log file; older ones are <c>log.1</c>, <c>log.2</c>.</summary>
    public string LogFile => Path + "/log";

    /// <summary>Made by <see cref="MakeRunDirectory"/> before the first start, removed with the container.</summary>
    public string RunDirectory { get; }

    /// <summary>
    /// Held (flock, exclusive) by the supervisor for as long as it lives. Acquire it waiting: a reader of the container's state may hold it
    /// for an instant, shared.
    /// </summary>
    public string SupervisorLock => RunDirectory + "/supervisor.lock";

    public string SupervisorSocket => RunDirectory + "/supervisor.sock";

    /// <summary>Makes <see cref="RunDirectory"/>, mode 0700, if it is missing.</summary>
    public void MakeRunDirectory() => Files.MakeDirectories(RunDirectory, EnginePaths.DirectoryMode);

    /// <summary>
    /// Takes the container's lock, an flock on its directory: for starting, removing and repairing. Null when the container is gone, or
    /// when it is held and <paramref name="wait"/> is false.
    /// </summary>
    public Fd? TryLock(bool wait)
    {
        Errno errno = Files.TryOpen(Path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd fd);
        if (errno == Errno.ENOENT) return null;
        if (errno != Errno.None) throw new KernelException("open", Path, errno);
        errno = FileLock.TryLock(fd, shared: false, wait);
        // The directory may have been renamed for removal while we waited.
        if (errno == Errno.None && Files.TryStatus(null, Path, out FileStatus now) == Errno.None && now.Inode == Files.Status(fd).Inode) return fd;
        fd.Dispose();
        return errno is Errno.None or Errno.EAGAIN ? null : throw new KernelException("lock", Path, errno);
    }
}
