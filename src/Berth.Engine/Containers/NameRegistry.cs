using System.Text;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>
/// Names of containers: <c>names/NAME</c> is a symbolic link whose target is the id. Making one is one system call that either makes the
/// whole fact or fails because the name is taken; renaming is another. A kill leaves no half. Names of containers that vanished are
/// reclaimed when someone wants them.
/// </summary>
internal sealed class NameRegistry(EnginePaths paths)
{
    /// <summary>Takes a name for a container whose <c>.creating-ID</c> directory exists and is locked.</summary>
    /// <exception cref="EngineException">Conflict, in Docker's words.</exception>
    internal void Reserve(string name, ContainerId id)
    {
        while (true)
        {
            Errno errno = TryReserve(name, id);
            if (errno == Errno.None) return;
            if (errno != Errno.EEXIST) throw new KernelException("reserve name", name, errno);
            if (Find(name) is { } owner && !Reclaim(name, owner)) throw Taken(name, owner);
        }
    }

    /// <summary>EEXIST when the name is taken.</summary>
    internal Errno TryReserve(string name, ContainerId id)
    {
        string link = $"{paths.Names}/{name}";
        Errno errno = Files.TryMakeSymlink(id.Value, null, link);
        if (errno != Errno.ENOENT) return errno;
        Files.MakeDirectories(paths.Names, EnginePaths.DirectoryMode);
        return Files.TryMakeSymlink(id.Value, null, link);
    }

    /// <summary>The id that a name stands for; null when the name is free.</summary>
    internal ContainerId? Find(string name)
    {
        Errno errno = Files.TryReadLink(null, $"{paths.Names}/{name}", out byte[] target);
        if (errno is Errno.ENOENT or Errno.ENAMETOOLONG or Errno.ENOTDIR) return null;
        if (errno == Errno.None && ContainerId.TryParse(Encoding.ASCII.GetString(target), out ContainerId id)) return id;
        throw new EngineException(ErrorKind.Corrupt, $"read {paths.Names}/{name}: not a container's name", "remove that file");
    }

    /// <summary>All names by id.</summary>
    internal Dictionary<string, string> ReadAll()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        Errno errno = Files.TryOpen(paths.Names, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd directory);
        if (errno == Errno.ENOENT) return names;
        if (errno != Errno.None) throw new KernelException("open", paths.Names, errno);
        using (directory)
            foreach (DirectoryEntry entry in DirectoryEntries.Read(directory))
                if (Files.TryReadLink(directory, entry.Name, out byte[] target) == Errno.None)
                    names[Encoding.ASCII.GetString(target)] = entry.ToString();
        return names;
    }

    /// <summary>The name of one container; empty when it has none (it is being removed).</summary>
    internal string NameOf(ContainerId id) => ReadAll().GetValueOrDefault(id.Value, "");

    /// <summary>Gives a container another name. The old one stays when the new one is taken.</summary>
    /// <exception cref="EngineException">Conflict.</exception>
    internal void Rename(string from, string to, ContainerId id)
    {
        while (true)
        {
            Errno errno = Files.TryRename(null, $"{paths.Names}/{from}", null, $"{paths.Names}/{to}", noReplace: true);
            if (errno == Errno.None) return;
            // A file system without RENAME_NOREPLACE: for an instant the container has two names, which a kill may leave; removal takes both.
            if (errno == Errno.EINVAL && (errno = TryReserve(to, id)) == Errno.None)
            {
                Release(from, id);
                return;
            }
            if (errno != Errno.EEXIST) throw new KernelException("rename to", to, errno);
            if (Find(to) is { } owner && !Reclaim(to, owner)) throw Taken(to, owner);
        }
    }

    /// <summary>Frees a name, if it is still this container's.</summary>
    internal void Release(string name, ContainerId id)
    {
        if (name.Length > 0) Unlink(name, id, unlessExists: false);
    }

    /// <summary>Frees a name whose container vanished. False when it did not.</summary>
    private bool Reclaim(string name, ContainerId owner)
    {
        if (Exists(owner)) return false;
        Unlink(name, owner, unlessExists: true);
        return true;
    }

    // Names are taken without a lock but given up under one: whoever removes a link looks at it first, and between the look and the removal
    // nobody else may free the name, for a third one would take it at once and then lose it.
    private void Unlink(string name, ContainerId owner, bool unlessExists)
    {
        Errno errno = Files.TryOpen(paths.Names, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd names);
        if (errno == Errno.ENOENT) return;
        if (errno != Errno.None) throw new KernelException("open", paths.Names, errno);
        using (names)
        {
            errno = FileLock.TryLock(names, shared: false, wait: true);
            if (errno != Errno.None) throw new KernelException("lock", paths.Names, errno);
            if (Find(name) == owner && !(unlessExists && Exists(owner))) Files.TryUnlink(names, name);
        }
    }

    /// <summary>Whether a container is there or is being made by someone who lives.</summary>
    private bool Exists(ContainerId id)
    {
        if (IsDirectory($"{paths.Containers}/{id.Value}")) return true;
        string creating = $"{paths.Containers}/{ContainerStorage.CreatingPrefix}{id.Value}";
        if (Files.TryOpen(creating, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd fd) == Errno.None)
            using (fd)
                if (FileLock.TryLock(fd, shared: true, wait: false) == Errno.EAGAIN) return true;
        // It may have been finished between the two looks.
        return IsDirectory($"{paths.Containers}/{id.Value}");
    }

    private static bool IsDirectory(string path) => Files.TryStatus(null, path, out FileStatus status) == Errno.None && status.IsDirectory;

    private static EngineException Taken(string name, ContainerId owner) => new(
        ErrorKind.Conflict,
        $"Conflict. The container name \"/{name}\" is already in use by container \"{owner.Value}\". " +
        "You have to remove (or rename) that container to be able to reuse that name.");
}
