using System.Text;

namespace Berth.Engine.Supervision;

/// <summary>
/// What a supervisor is told when it is to start its container. It comes from the command that spawned it, which is the
/// same binary, so the form may change freely between releases.
/// </summary>
internal sealed record LaunchOrder
{
    public required string DataRoot { get; init; }

    public required string RunRoot { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Remove the container when it ends.</summary>
    public required bool AutoRemove { get; init; }

    /// <summary>Volumes that go with a removed container.</summary>
    public required IReadOnlyList<string> AnonymousVolumes { get; init; }

    /// <summary>The container has a terminal: its master is the one stream descriptor; otherwise stdin, stdout, stderr are three.</summary>
    public required bool Terminal { get; init; }

    /// <summary>The container's stdin is a pipe or the terminal, not /dev/null.</summary>
    public required bool OpenStdin { get; init; }

    /// <summary>The end of the first client's input ends the container's.</summary>
    public required bool StdinOnce { get; init; }

    /// <summary>Streams of the command that starts it; it is the first client.</summary>
    public required AttachStreams Attach { get; init; }

    /// <summary>The pid namespace is shared: processes can outlive the first one.</summary>
    public required bool SharesPids { get; init; }

    /// <summary>Below each hierarchy's mount, without a leading slash; empty when there is none.</summary>
    public required string CgroupPath { get; init; }

    /// <summary>Where logs go: empty for none.</summary>
    public required string LogFile { get; init; }

    public required long LogMaxSize { get; init; }

    public required int LogMaxFiles { get; init; }

    /// <summary>Lease file to remove when the container has ended; empty when there is none.</summary>
    public required string LeaseFile { get; init; }

    /// <summary>The state that is true once it runs, but for the pids: the UTF-8 JSON of a <see cref="StateRecord"/>.</summary>
    public required byte[] RunningState { get; init; }

    /// <summary>How many of the descriptors are the plan's; the container's lock and the streams' follow.</summary>
    public required int PlanDescriptors { get; init; }

    /// <summary>Kernel's launch plan format.</summary>
    public required byte[] Plan { get; init; }

    public ContainerId ContainerId => ContainerId.TryParse(Id, out ContainerId id) ? id : throw new System.Diagnostics.UnreachableException("an order without an id");

    public byte[] Write()
    {
        using var stream = new MemoryStream(16 * 1024);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(DataRoot);
        writer.Write(RunRoot);
        writer.Write(Id);
        writer.Write(Name);
        writer.Write(AutoRemove);
        writer.Write(AnonymousVolumes.Count);
        foreach (string volume in AnonymousVolumes)
        {
            writer.Write(volume);
        }

        writer.Write(Terminal);
        writer.Write(OpenStdin);
        writer.Write(StdinOnce);
        writer.Write((byte)Attach);
        writer.Write(SharesPids);
        writer.Write(CgroupPath);
        writer.Write(LogFile);
        writer.Write(LogMaxSize);
        writer.Write(LogMaxFiles);
        writer.Write(LeaseFile);
        writer.Write(RunningState.Length);
        writer.Write(RunningState);
        writer.Write(PlanDescriptors);
        writer.Write(Plan.Length);
        writer.Write(Plan);
        return stream.ToArray();
    }

    public static LaunchOrder Read(ReadOnlySpan<byte> payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload.ToArray()), Encoding.UTF8);
        return new LaunchOrder
        {
            DataRoot = reader.ReadString(),
            RunRoot = reader.ReadString(),
            Id = reader.ReadString(),
            Name = reader.ReadString(),
            AutoRemove = reader.ReadBoolean(),
            AnonymousVolumes = ReadStrings(reader),
            Terminal = reader.ReadBoolean(),
            OpenStdin = reader.ReadBoolean(),
            StdinOnce = reader.ReadBoolean(),
            Attach = (AttachStreams)reader.ReadByte(),
            SharesPids = reader.ReadBoolean(),
            CgroupPath = reader.ReadString(),
            LogFile = reader.ReadString(),
            LogMaxSize = reader.ReadInt64(),
            LogMaxFiles = reader.ReadInt32(),
            LeaseFile = reader.ReadString(),
            RunningState = reader.ReadBytes(reader.ReadInt32()),
            PlanDescriptors = reader.ReadInt32(),
            Plan = reader.ReadBytes(reader.ReadInt32()),
        };
    }

    private static string[] ReadStrings(BinaryReader reader)
    {
        var strings = new string[reader.ReadInt32()];
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = reader.ReadString();
        }

        return strings;
    }
}
