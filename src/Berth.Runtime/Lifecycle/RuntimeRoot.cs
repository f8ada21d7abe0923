using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>The runtime's directory of containers: <c>ROOT/ID/</c> with <c>state.json</c>, <c>config.json</c> and, until it is started, <c>exec.fifo</c>.</summary>
internal sealed class RuntimeRoot(string path)
{
    private const uint Private = 0x1C0; // 0700
    private const uint PrivateFile = 0x180; // 0600

    public string DirectoryOf(string id) => $"{path}/{Checked(id)}";

    public string FifoOf(string id) => DirectoryOf(id) + "/exec.fifo";

    /// <summary>The directory with the socket for sd_notify(3), which the container sees.</summary>
    public string NotifyDirectoryOf(string id) => DirectoryOf(id) + "/notify";

    /// <summary>Takes the id.</summary>
    /// <exception cref="EngineException">It is taken.</exception>
    public void Reserve(string id)
    {
        string directory = DirectoryOf(id);
        Files.MakeDirectories(path, Private);
        Errno errno = Files.TryMakeDirectory(null, directory, Private);
        if (errno == Errno.EEXIST)
        {
            throw new EngineException(ErrorKind.Conflict, $"container with given ID already exists: {id}", "delete it first, or choose another id");
        }

        if (errno != Errno.None)
        {
            throw new KernelException("create", directory, errno);
        }
    }

    public void Write(RuntimeRecord record) => Files.WriteWhole(null, DirectoryOf(record.Id) + "/state.json", record.Write(), PrivateFile);

    /// <summary>Null when a create was killed before it wrote anything.</summary>
    public RuntimeRecord? TryRead(string id)
    {
        byte[]? bytes = Files.ReadAllBytes(null, DirectoryOf(id) + "/state.json");
        try
        {
            return bytes is null ? null : RuntimeRecord.Read(bytes, id);
        }
        catch (JsonException e)
        {
            throw new EngineException(ErrorKind.Corrupt, $"state of container {id}: {e.Message}", $"delete --force {id} removes it");
        }
    }

    /// <summary>Keeps the configuration: what happens to the bundle afterwards does not change the container (runtime.md "Lifecycle").</summary>
    public void WriteConfig(string id, ReadOnlySpan<byte> config) => Files.WriteWhole(null, ConfigOf(id), config, PrivateFile);

    /// <summary>The configuration that the container was created with; null for one whose create was killed, or made by a version that kept none.</summary>
    public byte[]? TryReadConfig(string id) => Files.ReadAllBytes(null, ConfigOf(id));

    /// <summary>The names of all containers, sorted.</summary>
    public List<string> Ids()
    {
        List<string> ids = DirectoryEntries.Names(null, path);
        ids.RemoveAll(id => !IsValid(id) || !Exists(id));
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    /// <summary>Who made the container; null when it is gone.</summary>
    public uint? OwnerOf(string id) => Files.TryStatus(null, DirectoryOf(id), out FileStatus status) == Errno.None ? status.Uid : null;

    /// <summary>The same as a specification, but null when it has no hooks: reading it all takes longer than starting a container.</summary>
    public Spec? TryReadHooks(string id) =>
        TryReadConfig(id) is { } config && config.AsSpan().IndexOf("\"hooks\""u8) >= 0 ? RuntimeSpec.Load(config) : null;

    /// <summary>Notes that the container's cgroup was there before it, before anything is put into it.</summary>
    public void MarkSharedCgroup(string id) => Files.WriteWhole(null, DirectoryOf(id) + "/shared-cgroup", default, PrivateFile);

    public bool SharesCgroup(string id) => Files.TryStatus(null, DirectoryOf(id) + "/shared-cgroup", out _) == Errno.None;

    public bool Exists(string id) => Files.TryStatus(null, DirectoryOf(id), out _) == Errno.None;

    public void Release(string id) => Files.TryRemoveTree(null, DirectoryOf(id));

    private string ConfigOf(string id) => DirectoryOf(id) + "/config.json";

    private static string Checked(string id) => IsValid(id) ? id
        : throw new EngineException(ErrorKind.InvalidArgument, $"invalid container ID format: '{id}'", "an id consists of letters, digits and the characters _ + - .");

    /// <summary>An id is a file name: letters, digits and <c>_+-.</c>, and neither dot nor dots alone, as runc has it.</summary>
    private static bool IsValid(string id)
    {
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '+' or '-' or '.'))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= 1024 && id is not ("." or "..");
    }
}
