using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Reads every container's listing. What killed commands left is reclaimed on the way, orphans are repaired.</summary>
internal sealed class ContainerScanner(BerthEngine engine)
{
    private byte[] buffer = new byte[16384];

    internal List<ContainerListing> Scan()
    {
        var listings = new List<ContainerListing>();
        Errno errno = Files.TryOpen(engine.Paths.Containers, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd directory);
        if (errno == Errno.ENOENT) return listings;
        if (errno != Errno.None) throw new KernelException("open", engine.Paths.Containers, errno);
        using (directory)
        {
            Dictionary<string, string> names = engine.Containers.Names.ReadAll();
            List<string>? leftovers = null;
            foreach (DirectoryEntry entry in DirectoryEntries.Read(directory))
            {
                string name = entry.ToString();
                if (!ContainerId.TryParse(name, out ContainerId id))
                {
                    if (name.StartsWith('.')) (leftovers ??= []).Add(name);
                    continue;
                }
                if (Read(directory, id, names.GetValueOrDefault(name, "")) is { } listing) listings.Add(listing);
            }
            // After the containers, which may use what these leave.
            foreach (string leftover in leftovers ?? []) engine.Containers.Storage.Reclaim(leftover, volume => IsUsed(volume, listings));
        }
        return listings;
    }

    internal static bool IsUsed(string volume, List<ContainerListing> listings)
    {
        foreach (ContainerListing listing in listings)
            foreach (MountPoint mount in listing.Mounts)
                if (mount.Type == "volume" && mount.Name == volume) return true;
        return false;
    }

    private ContainerListing? Read(Fd directory, ContainerId id, string name)
    {
        var listing = new ContainerListing { Id = id, Name = name };
        if (!TryReadFile(directory, id.Value + "/" + ContainerDirectory.RecordName, out ReadOnlySpan<byte> record) || !ListingReader.TryRead(record, listing)) return null;
        if (!TryReadFile(directory, id.Value + "/" + ContainerDirectory.StateName, out ReadOnlySpan<byte> json)) return listing;
        StateRecord state = StateParser.TryParse(json) ?? StateRecord.Damaged;
        if (state.IsAlive && !StateReader.SupervisorLives(new ContainerDirectory(engine.Paths, id).SupervisorLock))
        {
            // The careful way, which also tells an end that was being recorded from one that nobody saw.
            try { state = new Container(engine, id, name).ReadState(); }
            catch (EngineException e) when (e.Kind == ErrorKind.NotFound) { return null; }
        }
        listing.State = state;
        return listing;
    }

    // The content is valid until the next call.
    private bool TryReadFile(Fd directory, string path, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (Files.TryOpenAt(directory, path, OpenFlags.ReadOnly | OpenFlags.NoFollow, out Fd fd) != Errno.None) return false;
        using (fd)
        {
            int length = 0;
            while (true)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                if (Files.TryRead(fd, buffer.AsSpan(length), out int count) != Errno.None) return false;
                if (count == 0) break;
                length += count;
            }
            content = buffer.AsSpan(0, length);
            return true;
        }
    }
}
