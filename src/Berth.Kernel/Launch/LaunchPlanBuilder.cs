using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Kernel.Launch;

/// <summary>
/// Collects steps and the data they point to. Strings are marshalled once and shared; nothing here touches the system, so a plan can be
/// built and read without privileges.
/// </summary>
public sealed class LaunchPlanBuilder
{
    private readonly List<LaunchStep> _steps = [];
    private readonly List<int> _relocations = [];
    private readonly Dictionary<string, StepArgument> _texts = [];
    private byte[] _data = new byte[4096];
    private int _used;
    private int _slots;
    private int _descriptors;

    /// <summary>The chapter that steps added from now on belong to.</summary>
    public string Group { get; set; } = "";

    public CloneFlags Flags { get; set; }

    public DescriptorSlot? Cgroup { get; set; }

    public DescriptorSlot? PidNamespace { get; set; }

    public IReadOnlyList<LaunchStep> Steps => _steps;

    /// <summary>Reserves the next place of the descriptor table.</summary>
    public DescriptorSlot Descriptor() => new(_descriptors++);

    public ResultSlot Slot() => new(_slots++);

    /// <summary>A NUL-terminated UTF-8 string.</summary>
    public StepArgument Text(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{text.Replace('\0', '?')}' contains a NUL character", nameof(text));
        }

        if (!_texts.TryGetValue(text, out StepArgument known))
        {
            int offset = Reserve(Encoding.UTF8.GetByteCount(text) + 1, alignment: 1);
            Encoding.UTF8.GetBytes(text, _data.AsSpan(offset));
            _texts[text] = known = new StepArgument(ArgumentKind.Data, offset);
        }

        return known;
    }

    /// <summary>A copy of <paramref name="bytes"/>, aligned for any structure.</summary>
    public StepArgument Bytes(ReadOnlySpan<byte> bytes)
    {
        int offset = Reserve(bytes.Length, alignment: 8);
        bytes.CopyTo(_data.AsSpan(offset));
        return new StepArgument(ArgumentKind.Data, offset);
    }

    public StepArgument Struct<T>(in T value) where T : unmanaged => Bytes(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>A NULL-terminated array of string pointers, as execve(2) takes for argv and envp.</summary>
    public StepArgument TextArray(IReadOnlyList<string> texts)
    {
        // The strings first: writing one may move the buffer.
        var offsets = new long[texts.Count];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = Text(texts[i]).Value;
        }

        int start = Reserve((texts.Count + 1) * 8, alignment: 8);
        for (int i = 0; i < offsets.Length; i++)
        {
            Relocate(start + i * 8, offsets[i]);
        }

        return new StepArgument(ArgumentKind.Data, start);
    }

    /// <summary>A structure of 16 bytes {16-bit count, pointer}: sock_fprog of seccomp(2).</summary>
    public StepArgument FilterProgram(ReadOnlySpan<byte> instructions)
    {
        StepArgument code = Bytes(instructions);
        int start = Reserve(16, alignment: 8);
        BinaryPrimitives.WriteUInt16LittleEndian(_data.AsSpan(start), checked((ushort)(instructions.Length / 8)));
        Relocate(start + 8, code.Value);
        return new StepArgument(ArgumentKind.Data, start);
    }

    /// <summary>Adds a step and returns the slot of its result when <paramref name="keep"/> is set.</summary>
    public ResultSlot Add(string description, int syscall, StepArgument[] arguments, string? reason = null, bool keep = false,
        Errno[]? tolerated = null, ResultSlot? requires = null, StepReport report = StepReport.None, StepClone clones = StepClone.None)
    {
        ResultSlot? result = keep ? Slot() : null;
        _steps.Add(new LaunchStep
        {
            Syscall = syscall,
            Arguments = arguments,
            Description = description,
            Reason = reason,
            Group = Group,
            Result = result,
            Requires = requires,
            Tolerated = tolerated ?? [],
            Report = report,
            Clones = clones,
        });
        return result ?? new ResultSlot(-1);
    }

    public LaunchPlan Build()
    {
        var records = new StepRecord[_steps.Count];
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = StepRecord.From(_steps[i]);
        }

        var clone = new CloneOptions { Flags = Flags, Cgroup = Cgroup, PidNamespace = PidNamespace };
        return new LaunchPlan(clone, records, _data.AsSpan(0, _used).ToArray(), [.. _relocations], _slots, _descriptors, _steps);
    }

    private void Relocate(int at, long target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_data.AsSpan(at), target);
        _relocations.Add(at);
    }

    private int Reserve(int length, int alignment)
    {
        int start = (_used + alignment - 1) & -alignment;
        if (start + length > _data.Length)
        {
            Array.Resize(ref _data, Math.Max(_data.Length * 2, start + length));
        }

        _used = start + length;
        return start;
    }
}
