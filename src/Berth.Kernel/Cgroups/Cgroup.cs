namespace Berth.Kernel.Cgroups;

/// <summary>
/// A group of processes with limits: one directory of the same path in every hierarchy. Nothing is held open; an object may be dropped
/// and the group opened again by its path, from another process too.
/// </summary>
public sealed partial class Cgroup
{
    private readonly CgroupHost _host;
    private readonly List<CgroupDirectory> _directories;
    private readonly List<CgroupWarning> _unavailable = [];
    private readonly List<(CgroupHierarchy Hierarchy, Errno Errno)> _refused = [];

    private Cgroup(CgroupHost host, string path, List<CgroupDirectory> directories)
    {
        _host = host;
        Path = path;
        _directories = directories;
    }

    /// <summary>Below each hierarchy's mount point, without a slash at either end.</summary>
    public string Path { get; }

    /// <summary>The directory in one hierarchy; null when it could not be made there.</summary>
    public string? DirectoryIn(CgroupHierarchy hierarchy) => _directories.Find(d => d.Hierarchy == hierarchy)?.Path;

    /// <summary>Hierarchies in which the directory could not be made.</summary>
    public IReadOnlyList<CgroupWarning> Unavailable => _unavailable;

    /// <summary>Whether there is a directory of it anywhere.</summary>
    public bool Exists => _directories.Exists(d => d.Exists);

    /// <summary>
    /// Makes the directory in every hierarchy, and the directories above. One that exists already is used. A hierarchy that refuses is
    /// left out and listed in <see cref="Unavailable"/>.
    /// </summary>
    /// <param name="path">E.g. <c>berth/0123456789ab</c>; slashes at the ends are ignored.</param>
    /// <exception cref="KernelException">EINVAL: the path has a component <c>..</c>.</exception>
    public static Cgroup Create(CgroupHost host, string path)
    {
        Cgroup cgroup = Open(host, path);
        for (int i = cgroup._directories.Count - 1; i >= 0; i--)
        {
            CgroupDirectory directory = cgroup._directories[i];
            Errno errno = directory.Make();
            if (errno == Errno.None)
            {
                directory.FillCpuset();
                continue;
            }
            cgroup._refused.Add((directory.Hierarchy, errno));
            cgroup._unavailable.Add(new CgroupWarning(directory.Hierarchy.ToString(), $"mkdir {directory.Path}: {errno.Describe()}"));
            cgroup._directories.RemoveAt(i);
        }
        return cgroup;
    }

    /// <summary>The group of that path, whether it exists or not. Makes no system call.</summary>
    /// <exception cref="KernelException">EINVAL: the path has a component <c>..</c>, or is empty.</exception>
    public static Cgroup Open(CgroupHost host, string path)
    {
        path = path.Trim('/');
        if (path.Length == 0 || path.Contains('\0') || path.Split('/').AsSpan().ContainsAny("..", ".", ""))
            throw new KernelException("use the cgroup path", path, Errno.EINVAL);
        List<CgroupDirectory> directories = new(host.Hierarchies.Count);
        foreach (CgroupHierarchy hierarchy in host.Hierarchies)
            directories.Add(new CgroupDirectory(hierarchy, $"{hierarchy.MountPoint}/{path}"));
        return new Cgroup(host, path, directories);
    }

    /// <summary>
    /// Opens the files into which a process writes <c>0</c> to enter the group. In version 1 this is <c>tasks</c>, which moves the
    /// calling thread alone and takes no lock of the whole system; a process that has one thread has moved whole.
    /// </summary>
    /// <param name="unified">Whether version 2's is among them; not if the process is cloned into it.</param>
    /// <exception cref="KernelException">One cannot be opened.</exception>
    public List<CgroupJoinFile> OpenJoinFiles(bool unified = true)
    {
        List<CgroupJoinFile> files = new(_directories.Count);
        try
        {
            foreach (CgroupDirectory directory in _directories)
            {
                bool second = directory.Hierarchy.Version == 2;
                if (second && !unified)
                    continue;
                string path = $"{directory.Path}/{(second ? "cgroup.procs" : "tasks")}";
                Errno errno = Files.TryOpen(path, OpenFlags.WriteOnly, out Fd file);
                if (errno != Errno.None)
                    throw new KernelException("open", path, errno);
                files.Add(new CgroupJoinFile(file, directory.Hierarchy.ToString()));
            }
            return files;
        }
        catch
        {
            foreach (CgroupJoinFile file in files)
                file.File.Dispose();
            throw;
        }
    }

    /// <summary>The version 2 directory, for CLONE_INTO_CGROUP and for attaching programs; null where version 2 has none.</summary>
    /// <param name="of">
    /// A process that may have moved into a group below this one, as an init does that hands controllers down: no process can be in a group
    /// whose controllers were handed down, cgroups(7) "no internal processes". Then the directory is that process's.
    /// </param>
    /// <exception cref="KernelException">It cannot be opened.</exception>
    public Fd? OpenUnifiedDirectory(int? of = null)
    {
        if (Unified is not { } directory)
            return null;
        string? below = of is { } pid ? CgroupHost.PathOf(directory.Hierarchy, pid) : null;
        string path = below?.StartsWith($"/{Path}/", StringComparison.Ordinal) == true ? directory.Hierarchy.MountPoint + below : directory.Path;
        return Files.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
    }

    /// <summary>
    /// Moves a whole process, by its number, into the group. The kernel stops forks and cgroup changes of the whole system meanwhile, for
    /// 5 to 15 ms: what is about to be started should enter through <see cref="OpenJoinFiles"/>.
    /// </summary>
    /// <exception cref="KernelException">A hierarchy refused.</exception>
    public void Add(int pid) => Add(pid, static _ => true);

    /// <summary>Moves this process into the group, but not where it is in the root group: nobody ends that.</summary>
    /// <exception cref="KernelException">A hierarchy refused.</exception>
    public void AddSelfUnlessAtRoot() => Add(Environment.ProcessId, static hierarchy => CgroupHost.OwnPath(hierarchy) != "/");

    private void Add(int pid, Func<CgroupHierarchy, bool> wanted)
    {
        foreach (CgroupDirectory directory in _directories)
        {
            if (!wanted(directory.Hierarchy))
                continue;
            Errno errno = directory.Write("cgroup.procs", $"{pid}");
            if (errno != Errno.None)
                throw new KernelException($"move process {pid} into", directory.Path, errno);
        }
    }

    /// <summary>
    /// Removes the group and the groups inside it. Its processes have to be gone; those that are just ending are waited for.
    /// </summary>
    /// <returns>What could not be removed; empty when all is gone.</returns>
    public IReadOnlyList<CgroupWarning> Remove(TimeSpan? patience = null)
    {
        long end = Environment.TickCount64 + (long)(patience ?? TimeSpan.FromSeconds(2)).TotalMilliseconds;
        List<CgroupDirectory> left = [.. _directories];
        List<CgroupWarning> failures = [];
        for (int wait = 1; ; wait = Math.Min(wait * 2, 50))
        {
            failures.Clear();
            for (int i = left.Count - 1; i >= 0; i--)
            {
                Errno errno = left[i].Remove();
                if (errno == Errno.None)
                    left.RemoveAt(i);
                else
                    failures.Add(new CgroupWarning(left[i].Path, $"rmdir: {errno.Describe()}"));
            }
            if (left.Count == 0 || Environment.TickCount64 >= end)
                return failures;
            Thread.Sleep(wait);
        }
    }

    /// <summary>Removes the directories that <see cref="Create"/> made, and only those: for a start that failed.</summary>
    public void RemoveNew()
    {
        foreach (CgroupDirectory directory in _directories)
        {
            if (directory.IsNew)
                directory.Remove();
        }
    }

    private CgroupDirectory? Unified => _directories.Find(d => d.Hierarchy.Version == 2);

    // By version 1's name of the controller.
    private CgroupDirectory? Find(string controller)
    {
        foreach (CgroupDirectory directory in _directories)
        {
            if (directory.Hierarchy.Has(directory.Hierarchy.Version == 2 && controller == "blkio" ? "io" : controller))
                return directory;
        }
        return null;
    }
}

/// <summary>A file into which a process writes <c>0</c> to enter a cgroup.</summary>
/// <param name="File">Open for writing; the caller's to close.</param>
/// <param name="Hierarchy">For messages: <c>cgroup v1 memory</c>.</param>
public readonly record struct CgroupJoinFile(Fd File, string Hierarchy);
