using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Runtime.Lifecycle;

/// <summary>The runtime's directory of containers: <c>ROOT/ID/</c> with <c>state.json</c> and, until it is started, <c>exec.fifo</c>.</summary>
internal sealed class RuntimeRoot(string path)
{
    private const uint Private = 0x1C0; // 0700

    public string DirectoryOf(string id) => $"{path}/{Checked(id)}";

    public string FifoOf(string id) => DirectoryOf(id) + "/exec.fifo";

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

    public void Write(RuntimeRecord record) =>
        Files.WriteWhole(null, DirectoryOf(record.Id) + "/state.json", JsonSerializer.SerializeToUtf8Bytes(record, LifecycleJson.Default.RuntimeRecord), 0x180);

    /// <summary>Null when a create was killed before it wrote anything.</summary>
    public RuntimeRecord? TryRead(string id)
    {
        byte[]? bytes = Files.ReadAllBytes(null, DirectoryOf(id) + "/state.json");
        try
        {
            return bytes is null ? null : JsonSerializer.Deserialize(bytes, LifecycleJson.Default.RuntimeRecord);
        }
        catch (JsonException e)
        {
            throw new EngineException(ErrorKind.Corrupt, $"state of container {id}: {e.Message}", $"delete --force {id} removes it");
        }
    }

    public bool Exists(string id) => Files.TryStatus(null, DirectoryOf(id), out _) == Errno.None;

    public void Release(string id) => Files.TryRemoveTree(null, DirectoryOf(id));

    /// <summary>An id is a file name: letters, digits and <c>_+-.</c>, and neither dot nor dots alone, as runc has it.</summary>
    private static string Checked(string id)
    {
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '+' or '-' or '.'))
            {
                throw Invalid(id);
            }
        }

        return id.Length is > 0 and <= 1024 && id is not ("." or "..") ? id : throw Invalid(id);
    }

    private static EngineException Invalid(string id) =>
        new(ErrorKind.InvalidArgument, $"invalid container ID format: '{id}'", "an id consists of letters, digits and the characters _ + - .");
}
