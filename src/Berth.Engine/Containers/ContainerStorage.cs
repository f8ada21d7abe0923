using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>
/// Makes and unmakes the directories of containers so that a kill at any instant leaves nothing or a complete container. What is being made
/// is <c>.creating-ID</c>, locked by its maker; what is being unmade is <c>.removing-ID</c>. Either, found without a living owner, is
/// a leftover and is removed by who finds it.
/// </summary>
internal sealed class ContainerStorage(EnginePaths paths, NameRegistry names)
{
    private readonly EnginePaths paths = paths;
    private readonly NameRegistry names = names;

    internal const string CreatingPrefix = ".creating-";
    internal const string RemovingPrefix = ".removing-";

    /// <summary>As the other, with the container's anonymous volumes: what was meant survives a kill.</summary>
    internal const string PurgingPrefix = ".purging-";

    /// <summary>A container that is being made: nothing of it is visible until <see cref="Commit"/>; disposing before that undoes all.</summary>
    internal sealed class Draft : IDisposable
    {
        private readonly ContainerStorage storage;
        private bool committed;

        internal Draft(ContainerStorage storage, ContainerId id, Fd directory)
        {
            this.storage = storage;
            Id = id;
            Directory = directory;
        }

        internal ContainerId Id { get; }

        /// <summary>The directory, locked; its files are made relative to it.</summary>
        internal Fd Directory { get; }

        internal string Name { get; private set; } = "";

        /// <summary>Takes the name asked for, or a generated one.</summary>
        internal void TakeName(string? wanted)
        {
            if (wanted is not null)
            {
                storage.names.Reserve(wanted, Id);
                Name = wanted;
                return;
            }
            for (int attempt = 0; ; attempt++)
            {
                string generated = NameGenerator.Next(attempt);
                Errno errno = storage.names.TryReserve(generated, Id);
                if (errno == Errno.EEXIST && attempt < 20) continue;
                if (errno != Errno.None) throw new KernelException("reserve name", generated, errno);
                Name = generated;
                return;
            }
        }

        /// <summary>Writes a file. With <paramref name="sync"/> it is on disk when this returns.</summary>
        internal void Write(string name, ReadOnlySpan<byte> content, bool sync, uint mode = 0x180)
        {
            using Fd fd = Files.OpenAt(Directory, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, mode);
            // What others may read they may read whatever the umask.
            if ((mode & 7) != 0) Files.TryChangeMode(fd, mode);
            Errno errno = Files.TryWrite(fd, content);
            if (errno == Errno.None && sync) errno = Files.TrySync(fd);
            if (errno != Errno.None) throw new KernelException("write", name, errno);
        }

        /// <summary>Makes the container visible.</summary>
        internal void Commit(bool sync)
        {
            if (sync) Files.TrySync(Directory);
            Files.Rename(null, $"{storage.paths.Containers}/{CreatingPrefix}{Id.Value}", null, $"{storage.paths.Containers}/{Id.Value}");
            committed = true;
            if (!sync) return;
            using Fd parent = Files.Open(storage.paths.Containers, OpenFlags.ReadOnly | OpenFlags.Directory);
            Files.TrySync(parent);
        }

        public void Dispose()
        {
            if (!committed)
            {
                storage.names.Release(Name, Id);
                Files.TryRemoveTree(null, $"{storage.paths.Containers}/{CreatingPrefix}{Id.Value}");
            }
            Directory.Dispose();
        }
    }

    /// <summary>Starts a container, with a new id unless one is given.</summary>
    internal Draft Begin(ContainerId? wanted = null)
    {
        while (true)
        {
            ContainerId id = wanted ?? ContainerId.New();
            string path = $"{paths.Containers}/{CreatingPrefix}{id.Value}";
            Errno errno = Files.TryMakeDirectory(null, path, EnginePaths.DirectoryMode);
            if (errno == Errno.ENOENT)
            {
                Files.MakeDirectories(paths.Containers, EnginePaths.DirectoryMode);
                continue;
            }
            if (errno == Errno.EEXIST && wanted is null) continue;
            if (errno is Errno.EACCES or Errno.EPERM or Errno.EROFS)
                throw new EngineException(ErrorKind.Forbidden, $"create container: create directory {path}: {errno.Describe()}", "run as root, or set BERTH_ROOT to a directory of yours");
            if (errno != Errno.None) throw new KernelException("create directory", path, errno);
            // Between making and locking it looked like a leftover: whoever removed it did nothing wrong, and we begin again.
            if (Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd fd) == Errno.None)
            {
                if (FileLock.TryLock(fd, shared: false, wait: false) == Errno.None && Files.TryStatus(null, path, out _) == Errno.None)
                    return new Draft(this, id, fd);
                fd.Dispose();
            }
        }
    }

    /// <summary>
    /// Removes a container that is not alive; the caller holds its lock. Its name is free and it is gone from lists when the first rename is
    /// done; the rest is cleaning up, which anyone can finish.
    /// </summary>
    /// <param name="volumes">Its anonymous volumes, when they are to go too.</param>
    /// <param name="isUsed">Whether another container uses a volume; asked when this one is gone from lists.</param>
    /// <returns>What could not be deleted; <see cref="Errno.None"/> when all was.</returns>
    internal Errno Remove(ContainerDirectory directory, string name, IReadOnlyList<string> volumes, Func<string, bool> isUsed)
    {
        string removing = $"{paths.Containers}/{(volumes.Count > 0 ? PurgingPrefix : RemovingPrefix)}{directory.Id.Value}";
        Errno errno = Files.TryRename(null, directory.Path, null, removing);
        if (errno is not (Errno.None or Errno.ENOENT)) throw new KernelException("rename", directory.Path, errno);
        names.Release(name, directory.Id);
        Files.TryRemoveTree(null, directory.RunDirectory);
        if (volumes.Count > 0)
        {
            var store = new VolumeStore(paths, TimeProvider.System);
            foreach (string volume in volumes)
                if (!isUsed(volume)) store.Remove(volume);
        }
        return Files.TryRemoveTree(null, removing);
    }

    /// <summary>Finishes what a killed command left, given a name met in <c>containers/</c>. A directory with a living owner is left alone.</summary>
    /// <param name="isUsed">Whether a container uses a volume.</param>
    internal void Reclaim(string entry, Func<string, bool> isUsed)
    {
        string path = $"{paths.Containers}/{entry}";
        if (Suffix(entry, RemovingPrefix) is { } removed) FinishRemoval(path, removed, null);
        else if (Suffix(entry, PurgingPrefix) is { } purged) FinishRemoval(path, purged, isUsed);
        else if (Suffix(entry, CreatingPrefix) is { } id) ReclaimDraft(path, id, isUsed);
    }

    private static ContainerId? Suffix(string entry, string prefix) =>
        entry.StartsWith(prefix, StringComparison.Ordinal) && ContainerId.TryParse(entry[prefix.Length..], out ContainerId id) ? id : null;

    private void FinishRemoval(string path, ContainerId id, Func<string, bool>? isUsed)
    {
        Files.TryRemoveTree(null, $"{paths.ContainerRuns}/{id.Value}");
        if (isUsed is not null) new VolumeStore(paths, TimeProvider.System).RemoveOf(id, isUsed);
        Files.TryRemoveTree(null, path);
    }

    private void ReclaimDraft(string path, ContainerId id, Func<string, bool> isUsed)
    {
        if (Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd fd) != Errno.None) return;
        using (fd)
        {
            if (FileLock.TryLock(fd, shared: false, wait: false) != Errno.None) return;
            // Its maker may have finished it just now, and let go.
            string purging = $"{paths.Containers}/{PurgingPrefix}{id.Value}";
            if (Files.TryRename(null, path, null, purging) != Errno.None) return;
            foreach ((string owner, string name) in names.ReadAll())
                if (owner == id.Value) names.Release(name, id);
            FinishRemoval(purging, id, isUsed);
        }
    }
}
