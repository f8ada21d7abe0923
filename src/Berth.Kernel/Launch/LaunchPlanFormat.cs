using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Berth.Kernel.Launch;

/// <summary>
/// A plan as bytes, to be sent to a supervisor beside its descriptors. Little-endian; a header of ten 32-bit numbers
/// {magic, version, step count, data length, relocation count, slot count, descriptor count, cgroup descriptor, pid namespace descriptor, 0},
/// the clone flags as a 64-bit number, then the step records, the data (padded to 8) and the relocations.
/// A supervisor of an earlier release reads plans of a later one as long as <see cref="Version"/> is the same.
/// </summary>
public static class LaunchPlanFormat
{
    public const uint Magic = 0x4E4C5042; // "BPLN"
    public const uint Version = 1;
    private const int HeaderLength = 48;

    /// <summary>Of steps, and of results that they keep: a step names a result by 16 bits.</summary>
    public const int MaxSteps = 4096;

    private const int MaxData = 16 << 20;

    public static byte[] Write(LaunchPlan plan)
    {
        ReadOnlySpan<byte> steps = MemoryMarshal.AsBytes<StepRecord>(plan.Records);
        int dataLength = Padded(plan.Data.Length);
        var bytes = new byte[HeaderLength + steps.Length + dataLength + plan.Relocations.Length * 4];
        Span<byte> rest = bytes;
        ReadOnlySpan<int> header =
        [
            unchecked((int)Magic), (int)Version, plan.Records.Length, plan.Data.Length, plan.Relocations.Length, plan.SlotCount,
            plan.DescriptorCount, plan.Clone.Cgroup?.Index ?? -1, plan.Clone.PidNamespace?.Index ?? -1, 0,
        ];
        MemoryMarshal.AsBytes(header).CopyTo(rest);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[40..], (ulong)plan.Clone.Flags);
        steps.CopyTo(rest[HeaderLength..]);
        plan.Data.CopyTo(rest[(HeaderLength + steps.Length)..]);
        MemoryMarshal.AsBytes<int>(plan.Relocations).CopyTo(rest[(HeaderLength + steps.Length + dataLength)..]);
        return bytes;
    }

    /// <summary>
    /// Reads a plan back. Every index and offset is checked: the executor trusts a plan as much as its sender may be trusted, but a
    /// damaged one must not crash it.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LaunchPlan? plan, out string error)
    {
        plan = null;
        if (bytes.Length < HeaderLength)
        {
            error = "the launch plan is too short";
            return false;
        }

        ReadOnlySpan<int> header = MemoryMarshal.Cast<byte, int>(bytes[..40]);
        if ((uint)header[0] != Magic || (uint)header[1] != Version)
        {
            error = $"the launch plan has format {header[1]}, this supervisor understands {Version}";
            return false;
        }

        (int stepCount, int dataLength, int relocationCount, int slots, int descriptors) = (header[2], header[3], header[4], header[5], header[6]);
        error = "the launch plan is damaged";
        if ((uint)stepCount > MaxSteps || (uint)dataLength > MaxData || (uint)relocationCount > MaxData / 8 || (uint)slots > MaxSteps ||
            (uint)descriptors > 1024 || header[7] < -1 || header[7] >= descriptors || header[8] < -1 || header[8] >= descriptors)
        {
            return false;
        }

        int stepBytes = stepCount * Marshal.SizeOf<StepRecord>();
        int paddedData = Padded(dataLength);
        if (bytes.Length != HeaderLength + stepBytes + paddedData + relocationCount * 4)
        {
            return false;
        }

        StepRecord[] records = MemoryMarshal.Cast<byte, StepRecord>(bytes.Slice(HeaderLength, stepBytes)).ToArray();
        byte[] data = bytes.Slice(HeaderLength + stepBytes, dataLength).ToArray();
        int[] relocations = MemoryMarshal.Cast<byte, int>(bytes[(HeaderLength + stepBytes + paddedData)..]).ToArray();
        if (!IsSound(records, data, relocations, slots, descriptors))
        {
            return false;
        }

        var clone = new CloneOptions
        {
            Flags = (CloneFlags)BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]),
            Cgroup = header[7] < 0 ? null : new DescriptorSlot(header[7]),
            PidNamespace = header[8] < 0 ? null : new DescriptorSlot(header[8]),
        };
        plan = new LaunchPlan(clone, records, data, relocations, slots, descriptors, []);
        error = "";
        return true;
    }

    private static unsafe bool IsSound(StepRecord[] records, byte[] data, int[] relocations, int slots, int descriptors)
    {
        foreach (ref StepRecord record in records.AsSpan())
        {
            if (record.ResultSlot < -1 || record.ResultSlot >= slots || record.RequiredSlot < -1 || record.RequiredSlot >= slots)
            {
                return false;
            }

            for (int i = 0; i < 6; i++)
            {
                long value = record.Arguments[i];
                long limit = (ArgumentKind)record.Kinds[i] switch
                {
                    ArgumentKind.Constant => long.MaxValue,
                    ArgumentKind.Data => data.Length,
                    ArgumentKind.Slot => slots,
                    ArgumentKind.Descriptor => descriptors,
                    _ => -1,
                };
                if (limit != long.MaxValue && (value < 0 || value >= limit))
                {
                    return false;
                }
            }
        }

        foreach (int at in relocations)
        {
            if (at < 0 || at + 8 > data.Length || at % 8 != 0 || BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(at)) is var target && (target < 0 || target >= data.Length))
            {
                return false;
            }
        }

        return true;
    }

    private static int Padded(int length) => (length + 7) & ~7;
}
