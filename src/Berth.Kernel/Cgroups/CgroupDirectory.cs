using System.Text;
using Berth.Kernel.Procfs;

namespace Berth.Kernel.Cgroups;

/// <summary>
/// One directory of a cgroup in one hierarchy, and its files. Files are opened by absolute path: the hierarchies belong to root (or to
/// whom they are delegated), no container can put a link there, and a held directory descriptor per hierarchy costs more than it saves.
/// </summary>
internal sealed unsafe class CgroupDirectory(CgroupHierarchy hierarchy, string path)
{
    internal CgroupHierarchy Hierarchy => hierarchy;

    /// <summary>The absolute path.</summary>
    internal string Path => path;

    /// <summary>Whether this object made the directory (it did not exist before).</summary>
    internal bool IsNew { get; private set; }

    internal Errno Make()
    {
        Errno errno = MakeOne(path);
        if (errno == Errno.ENOENT)
        {
            errno = MakeParents();
            if (errno == Errno.None)
                errno = MakeOne(path);
        }
        IsNew = errno == Errno.None;
        return errno == Errno.EEXIST ? Errno.None : errno;
    }

    internal Errno Write(string file, ReadOnlySpan<char> value) => Write(path, file, value);

    internal bool HasFile(string file) => Has($"{path}/{file}");

    internal bool Exists => Has(path);

    /// <summary>A file's text; null when it does not exist.</summary>
    internal string? Read(string file) => Files.ReadAllText(null, $"{path}/{file}", 1 << 20)?.TrimEnd('\n');

    /// <summary>A file of one number; null when it does not exist or says <c>max</c>.</summary>
    internal long? ReadNumber(string file)
    {
        Span<byte> buffer = stackalloc byte[64];
        int length = ProcFile.Read($"{path}/{file}", buffer);
        return length > 0 && ProcFile.TryNumber(buffer[..length], out long value) ? value : null;
    }

    /// <summary>The number after a key in a file of <c>key value</c> lines; null when there is none.</summary>
    internal long? ReadKey(string file, ReadOnlySpan<byte> key)
    {
        Span<byte> buffer = stackalloc byte[8192];
        int length = ProcFile.Read($"{path}/{file}", buffer);
        return length < 0 ? null : Key(buffer[..length], key);
    }

    internal static long? Key(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key))
                return ProcFile.TryNumber(line[(key.Length + 1)..], out long value) ? value : null;
        }
        return null;
    }

    /// <summary>Removes the directory and those below it, which have to be empty of processes.</summary>
    internal Errno Remove()
    {
        Errno errno = Files.TryRemoveDirectory(null, path);
        if (errno is Errno.EBUSY or Errno.ENOTEMPTY)
        {
            foreach (string child in Children(path))
                new CgroupDirectory(hierarchy, $"{path}/{child}").Remove();
            errno = Files.TryRemoveDirectory(null, path);
        }
        return errno == Errno.ENOENT ? Errno.None : errno;
    }

    /// <summary>The numbers in this directory's cgroup.procs and in those below it.</summary>
    internal void Processes(List<int> processes)
    {
        if (Read("cgroup.procs") is { } text)
        {
            foreach (Range line in text.AsSpan().Split('\n'))
            {
                // 0 is a process of an outer pid namespace.
                if (int.TryParse(text.AsSpan(line), out int pid) && pid > 0)
                    processes.Add(pid);
            }
        }
        foreach (string child in Children(path))
            new CgroupDirectory(hierarchy, $"{path}/{child}").Processes(processes);
    }

    /// <summary>The names of the files in it.</summary>
    internal List<string> FileNames() => Entries(path, FileType.Regular);

    private static List<string> Children(string path) => Entries(path, FileType.Directory);

    private static List<string> Entries(string path, FileType type)
    {
        List<string> names = [];
        List<DirectoryEntry> entries = [];
        if (Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd fd) != Errno.None)
            return names;
        using (fd)
            DirectoryEntries.TryRead(fd, entries);
        foreach (DirectoryEntry entry in entries)
        {
            if (entry.Type == type)
                names.Add(entry.ToString());
        }
        return names;
    }

    // The directories above are shared by all cgroups of this kind and stay: they are set up once so that making the next one is a single call.
    private Errno MakeParents()
    {
        int slash = hierarchy.MountPoint.Length;
        string parent = hierarchy.MountPoint;
        while (true)
        {
            Prepare(parent);
            slash = path.IndexOf('/', slash + 1);
            if (slash < 0)
                return Errno.None;
            string next = path[..slash];
            Errno errno = MakeOne(next);
            if (errno is not (Errno.None or Errno.EEXIST))
                return errno;
            if (hierarchy.Version == 1 && errno == Errno.None && hierarchy.Has("cpuset"))
                InheritCpuset(parent, next);
            parent = next;
        }
    }

    /// <summary>Version 2: lets the children of <paramref name="parent"/> have its controllers, each for itself, as one that cannot must not hinder the others.</summary>
    internal void Prepare(string parent)
    {
        if (hierarchy.Version != 2)
            return;
        foreach (string controller in hierarchy.Controllers)
            Write(parent, "cgroup.subtree_control", "+" + controller);
    }

    // Version 1: no process can enter a cpuset without CPUs and nodes; with clone_children the children start with their parent's.
    private static void InheritCpuset(string parent, string child)
    {
        foreach (string file in (ReadOnlySpan<string>)["cpuset.cpus", "cpuset.mems"])
        {
            if (Files.ReadAllText(null, $"{parent}/{file}") is { } value)
                Write(child, file, value.TrimEnd('\n'));
        }
        Write(child, "cgroup.clone_children", "1");
    }

    /// <summary>
    /// Version 1: gives the directory its parent's CPUs and nodes where it has none. A new one has them already, unless it was made in the
    /// moment between another process's making its parent and setting that up.
    /// </summary>
    internal void FillCpuset()
    {
        if (hierarchy.Version == 1 && hierarchy.Has("cpuset"))
            FillCpuset(path);
    }

    private void FillCpuset(string directory)
    {
        if (directory.Length <= hierarchy.MountPoint.Length || (!IsEmpty(directory + "/cpuset.cpus") && !IsEmpty(directory + "/cpuset.mems")))
            return;
        string parent = directory[..directory.LastIndexOf('/')];
        FillCpuset(parent);
        InheritCpuset(parent, directory);
    }

    private static bool IsEmpty(string file)
    {
        Span<byte> start = stackalloc byte[2];
        return ProcFile.Read(file, start) == 1;
    }

    private static Errno MakeOne(string path)
    {
        fixed (byte* p = Encode(path, null, stackalloc byte[512]))
            return Libc.mkdirat(Libc.AtFdCwd, p, 0x1ED) == 0 ? Errno.None : Libc.LastErrno;
    }

    private static Errno Write(string directory, string file, ReadOnlySpan<char> value)
    {
        int fd;
        fixed (byte* p = Encode(directory, file, stackalloc byte[512]))
            fd = Libc.openat(Libc.AtFdCwd, p, OpenFlags.WriteOnly.Native(), 0);
        if (fd < 0)
            return Libc.LastErrno;
        Span<byte> text = value.Length <= 256 ? stackalloc byte[1024] : new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        int length = Encoding.UTF8.GetBytes(value, text);
        Errno errno;
        // One write each: cgroup files take a value whole or not at all.
        fixed (byte* p = text)
        {
            do
                errno = Libc.write(fd, p, (nuint)length) < 0 ? Libc.LastErrno : Errno.None;
            while (errno == Errno.EINTR);
        }
        Libc.close(fd);
        return errno;
    }

    private static Span<byte> Encode(string directory, string? file, Span<byte> buffer)
    {
        int needed = Encoding.UTF8.GetMaxByteCount(directory.Length + (file?.Length ?? 0) + 2);
        if (needed > buffer.Length)
            buffer = new byte[needed];
        int length = Encoding.UTF8.GetBytes(directory, buffer);
        if (file is not null)
        {
            buffer[length++] = (byte)'/';
            length += Encoding.UTF8.GetBytes(file, buffer[length..]);
        }
        buffer[length] = 0;
        return buffer;
    }

    private static bool Has(string path)
    {
        Errno errno = Files.TryOpen(path, OpenFlags.Path, out Fd fd);
        fd.Dispose();
        return errno == Errno.None;
    }
}
