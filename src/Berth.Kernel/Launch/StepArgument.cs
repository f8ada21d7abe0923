namespace Berth.Kernel.Launch;

/// <summary>What an argument's number stands for until the plan is bound to an address and to descriptors.</summary>
public enum ArgumentKind : byte
{
    /// <summary>The number itself.</summary>
    Constant,

    /// <summary>The address of the plan's data at this offset, in bytes.</summary>
    Data,

    /// <summary>The result of an earlier step, kept in this slot.</summary>
    Slot,

    /// <summary>The file descriptor at this index of the plan's descriptor table.</summary>
    Descriptor,
}

/// <summary>One of the six arguments of a step.</summary>
public readonly record struct StepArgument(ArgumentKind Kind, long Value)
{
    public static implicit operator StepArgument(long constant) => new(ArgumentKind.Constant, constant);

    public static StepArgument FromUInt64(ulong constant) => new(ArgumentKind.Constant, unchecked((long)constant));
}

/// <summary>Names the result of a step, so that later steps can use it as an argument.</summary>
public readonly record struct ResultSlot(int Index)
{
    public static implicit operator StepArgument(ResultSlot slot) => new(ArgumentKind.Slot, slot.Index);
}

/// <summary>Names a descriptor that whoever executes the plan brings along.</summary>
public readonly record struct DescriptorSlot(int Index)
{
    public static implicit operator StepArgument(DescriptorSlot slot) => new(ArgumentKind.Descriptor, slot.Index);
}
