using System.Text;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Network;

/// <summary>
/// The leases of one subnet: a file per address, named after it, whose content is its owner's id. A lease is taken by giving a
/// finished file its name, which fails when the name exists: no lock, and never half a lease. Addresses go round the
/// subnet, so that one that was just released rests for as long as possible: the host it belonged to answers for it until the
/// kernel has taken its namespace apart.
/// </summary>
internal sealed class LeaseDirectory
{
    private const uint FileMode = 0x180; // 0600
    private const int OwnerLimit = 256;
    private const int HintWidth = 16;

    // After this many collisions reading the whole directory is cheaper than more guesses.
    private const int Guesses = 12;

    private readonly string path;
    private readonly string hintPath;
    private readonly IPv4Subnet subnet;
    private readonly IPv4Address gateway;

    internal LeaseDirectory(string networkDirectory, IPv4Subnet subnet, IPv4Address gateway)
    {
        path = Path.Combine(networkDirectory, "leases");
        hintPath = Path.Combine(networkDirectory, "next");
        this.subnet = subnet;
        this.gateway = gateway;
    }

    // The network's own address and the broadcast address are nobody's.
    private uint First => subnet.Base.Value + 1;

    private uint Last => subnet.Last.Value - 1;

    /// <summary>Leases an address: null when none is free.</summary>
    internal IPv4Address? TryAcquire(string ownerId)
    {
        using Fd directory = OpenDirectory();
        using Fd? prepared = PrepareFile(directory, ownerId);
        uint candidate = ReadHint();
        for (int guess = 0; guess < Guesses; guess++)
        {
            if (candidate == gateway.Value) candidate = After(candidate);
            if (TryTake(directory, prepared, ownerId, candidate)) return Taken(candidate);
            candidate = After(candidate);
        }
        return AcquireByListing(directory, prepared, ownerId, candidate);
    }

    /// <summary>Leases a certain address; the owner of the existing lease when there is one.</summary>
    internal bool TryAcquire(string ownerId, IPv4Address address, out string? holder)
    {
        using Fd directory = OpenDirectory();
        using Fd? prepared = PrepareFile(directory, ownerId);
        bool taken = TryTake(directory, prepared, ownerId, address.Value);
        holder = taken ? null : OwnerOf(directory, address);
        return taken;
    }

    /// <summary>Whether an address may be leased at all.</summary>
    internal bool IsAssignable(IPv4Address address) => address.Value >= First && address.Value <= Last && address != gateway;

    /// <summary>Gives an address back if this owner has it.</summary>
    internal void Release(string ownerId, IPv4Address address)
    {
        Errno errno = Files.TryOpen(path, OpenFlags.Path | OpenFlags.Directory, out Fd directory);
        using (directory)
        {
            if (errno == Errno.None && OwnerOf(directory, address) == ownerId) Files.TryUnlink(directory, address.ToString());
        }
    }

    internal List<Lease> List()
    {
        var leases = new List<Lease>();
        Errno errno = Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd directory);
        using (directory)
        {
            if (errno != Errno.None) return leases;
            foreach (DirectoryEntry entry in DirectoryEntries.Read(directory))
            {
                if (IPv4Address.TryParse(entry.ToString(), out IPv4Address address) && OwnerOf(directory, address) is { } owner)
                    leases.Add(new Lease(address, owner));
            }
        }
        return leases;
    }

    private Fd OpenDirectory()
    {
        Errno errno = Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd directory);
        if (errno == Errno.ENOENT)
        {
            Files.MakeDirectories(path, 0x1C0);
            errno = Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory, out directory);
        }
        return errno == Errno.None ? directory : throw new KernelException("open", path, errno);
    }

    // Null where the file system has no nameless files; then the lease is an exclusively created file.
    private static Fd? PrepareFile(Fd directory, string ownerId)
    {
        Errno errno = Files.TryOpenAt(directory, ".", OpenFlags.TemporaryFile | OpenFlags.WriteOnly, out Fd file, FileMode);
        if (errno != Errno.None) return errno is Errno.EOPNOTSUPP or Errno.EISDIR or Errno.ENOENT ? null : throw new KernelException("create lease", null, errno);
        Files.Write(file, Encoding.UTF8.GetBytes(ownerId));
        return file;
    }

    private static bool TryTake(Fd directory, Fd? prepared, string ownerId, uint candidate)
    {
        string name = new IPv4Address(candidate).ToString();
        if (prepared is not null)
        {
            Errno linked = Files.TryLinkFd(prepared, directory, name);
            return linked == Errno.None || (linked == Errno.EEXIST ? false : throw new KernelException("create lease", name, linked));
        }
        Errno created = Files.TryOpenAt(directory, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, out Fd file, FileMode);
        using (file)
        {
            if (created == Errno.EEXIST) return false;
            if (created != Errno.None) throw new KernelException("create lease", name, created);
            Files.Write(file, Encoding.UTF8.GetBytes(ownerId));
            return true;
        }
    }

    private IPv4Address? AcquireByListing(Fd directory, Fd? prepared, string ownerId, uint start)
    {
        var taken = new HashSet<uint> { gateway.Value };
        foreach (DirectoryEntry entry in DirectoryEntries.Read(directory))
        {
            if (IPv4Address.TryParse(entry.ToString(), out IPv4Address address)) taken.Add(address.Value);
        }
        uint candidate = start;
        do
        {
            if (!taken.Contains(candidate) && TryTake(directory, prepared, ownerId, candidate)) return Taken(candidate);
            candidate = After(candidate);
        }
        while (candidate != start);
        return null;
    }

    private uint After(uint address) => address >= Last ? First : address + 1;

    private IPv4Address Taken(uint address)
    {
        // Only a hint where to look next: it may be lost, torn or overwritten, and costs another guess then.
        Errno errno = Files.TryOpen(hintPath, OpenFlags.WriteOnly | OpenFlags.Create, out Fd file, FileMode);
        using (file)
        {
            if (errno == Errno.None) Files.TryWriteAt(file, Encoding.ASCII.GetBytes(new IPv4Address(After(address)).ToString().PadRight(HintWidth)), 0);
        }
        return new IPv4Address(address);
    }

    private uint ReadHint()
    {
        Errno errno = Files.TryOpen(hintPath, OpenFlags.ReadOnly, out Fd file);
        using (file)
        {
            if (errno != Errno.None) return First;
            Span<byte> bytes = stackalloc byte[HintWidth];
            if (Files.TryRead(file, bytes, out int count) != Errno.None) return First;
            string text = Encoding.ASCII.GetString(bytes[..count]).Trim();
            return IPv4Address.TryParse(text, out IPv4Address address) && address.Value >= First && address.Value <= Last ? address.Value : First;
        }
    }

    private static string? OwnerOf(Fd directory, IPv4Address address) => Files.ReadAllText(directory, address.ToString(), OwnerLimit);
}
