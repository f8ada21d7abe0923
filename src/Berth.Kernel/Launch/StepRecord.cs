using System.Runtime.InteropServices;

namespace Berth.Kernel.Launch;

/// <summary>
/// A step as the child's loop reads it, and as it travels to a supervisor: 80 bytes, no references. The layout is part of
/// <see cref="LaunchPlanFormat"/> and must not change within one format version.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 80)]
internal unsafe struct StepRecord
{
    public const int MaxTolerated = 4;

    public fixed long Arguments[6];
    public int Number;

    /// <summary>Index of the result's slot, or -1.</summary>
    public short ResultSlot;

    /// <summary>Index of the slot that must be non-negative, or -1.</summary>
    public short RequiredSlot;

    public fixed byte Kinds[6];
    public StepReport Report;
    public StepClone Clones;

    /// <summary>Tolerated error numbers; zero ends the list.</summary>
    public fixed byte Tolerated[MaxTolerated];

    public static StepRecord From(LaunchStep step)
    {
        if (step.Arguments.Count > 6 || step.Tolerated.Count > MaxTolerated)
        {
            throw new ArgumentException($"step '{step.Description}' has too many arguments or tolerated errors");
        }

        StepRecord record = default;
        record.Number = step.Syscall;
        record.ResultSlot = (short)(step.Result?.Index ?? -1);
        record.RequiredSlot = (short)(step.Requires?.Index ?? -1);
        record.Report = step.Report;
        record.Clones = step.Clones;
        for (int i = 0; i < step.Arguments.Count; i++)
        {
            record.Arguments[i] = step.Arguments[i].Value;
            record.Kinds[i] = (byte)step.Arguments[i].Kind;
        }

        for (int i = 0; i < step.Tolerated.Count; i++)
        {
            record.Tolerated[i] = (byte)step.Tolerated[i];
        }

        return record;
    }
}
