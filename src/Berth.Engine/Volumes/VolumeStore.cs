using System.Diagnostics.CodeAnalysis;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>
/// Volumes on disk: <c>volumes/NAME/</c> with <c>_data</c> and <c>volume.json</c>, made as <c>.creating-…</c> and renamed, so that a volume is
/// either whole or not there.
/// </summary>
internal sealed class VolumeStore(EnginePaths paths, TimeProvider clock)
{
    private const string DataName = "_data";
    private const string RecordName = "volume.json";

    internal string DataOf(string name) => $"{paths.Volumes}/{name}/{DataName}";

    /// <exception cref="EngineException">InvalidArgument, in Docker's words.</exception>
    internal static void RequireName(string name)
    {
        if (name.Length == 1)
            throw new EngineException(ErrorKind.InvalidArgument, $"create {name}: volume name is too short, names should be at least two alphanumeric characters");
        if (name.Length <= 255 && ContainerName.HasValidCharacters(name)) return;
        throw new EngineException(
            ErrorKind.InvalidArgument,
            $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. " +
            "If you intended to pass a host directory, use absolute path");
    }

    internal bool Exists(string name) => Files.TryStatus(null, $"{paths.Volumes}/{name}/{RecordName}", out _) == Errno.None;

    /// <summary>The volume of this name, made if there is none. True when it was made by this call.</summary>
    internal bool Ensure(string name, bool anonymous, SortedDictionary<string, string>? labels, string? container = null)
    {
        RequireName(name);
        if (Exists(name)) return false;
        string creating = $"{paths.Volumes}/.creating-{RandomBytes.Hex(8)}";
        Files.MakeDirectories(creating, EnginePaths.DirectoryMode);
        try
        {
            Files.MakeDirectory(null, $"{creating}/{DataName}", 0x1ED);
            // Whatever the umask: the container's users have to get in.
            Files.TryChangeMode(null, $"{creating}/{DataName}", 0x1ED);
            var record = new VolumeRecord { CreatedAt = Rfc3339.Format(clock.GetUtcNow()), Anonymous = anonymous, Container = container, Labels = labels };
            using (Fd fd = Files.Open($"{creating}/{RecordName}", OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x180))
            {
                Files.Write(fd, StorageJson.Write(record));
                if (!anonymous) Files.TrySync(fd);
            }
            Errno errno = Files.TryRename(null, creating, null, $"{paths.Volumes}/{name}");
            // rename(2) replaces an empty directory only: one that is there has been made by someone else meanwhile.
            if (errno is Errno.ENOTEMPTY or Errno.EEXIST) return false;
            if (errno != Errno.None) throw new KernelException("create volume", name, errno);
            return true;
        }
        finally
        {
            Files.TryRemoveTree(null, creating);
        }
    }

    /// <summary>An anonymous volume: 64 hexadecimal digits.</summary>
    /// <param name="container">The id of the container it is made for; null when a user made it.</param>
    internal string CreateAnonymous(SortedDictionary<string, string>? labels, string? container = null)
    {
        string name = RandomBytes.Hex(32);
        var all = labels is null ? new SortedDictionary<string, string>(StringComparer.Ordinal) : new(labels, StringComparer.Ordinal);
        all.TryAdd("com.docker.volume.anonymous", "");
        Ensure(name, anonymous: true, all, container);
        return name;
    }

    internal bool TryRead(string name, [NotNullWhen(true)] out VolumeRecord? record)
    {
        record = ContainerName.HasValidCharacters(name) ? StorageJson.Read($"{paths.Volumes}/{name}/{RecordName}", StorageJson.Default.VolumeRecord) : null;
        return record is not null;
    }

    /// <summary>Every volume's name, in order. Leftovers of killed commands are removed on the way.</summary>
    internal List<string> Names()
    {
        var names = new List<string>();
        foreach (string entry in DirectoryEntries.Names(null, paths.Volumes))
        {
            if (entry.StartsWith(".removing-", StringComparison.Ordinal)) Files.TryRemoveTree(null, $"{paths.Volumes}/{entry}");
            else if (!entry.StartsWith('.')) names.Add(entry);
        }
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Deletes the anonymous volumes that were made for a container of which nothing is left.</summary>
    /// <param name="isUsed">Whether another container took one over.</param>
    internal void RemoveOf(ContainerId container, Func<string, bool> isUsed)
    {
        foreach (string name in Names())
        {
            // Named ones are told by their length, unread.
            if (name.Length == 64 && TryRead(name, out VolumeRecord? record) && record.Anonymous && record.Container == container.Value && !isUsed(name)) Remove(name);
        }
    }

    /// <summary>Deletes a volume and its data. The caller knows that nothing uses it. False when there is none.</summary>
    internal bool Remove(string name)
    {
        string removing = $"{paths.Volumes}/.removing-{RandomBytes.Hex(8)}";
        Errno errno = Files.TryRename(null, $"{paths.Volumes}/{name}", null, removing);
        if (errno == Errno.ENOENT) return false;
        if (errno != Errno.None) throw new KernelException("remove volume", name, errno);
        errno = Files.TryRemoveTree(null, removing);
        if (errno != Errno.None) throw new KernelException("remove the data of volume", name, errno);
        return true;
    }
}
