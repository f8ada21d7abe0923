using System.Runtime.InteropServices;

namespace Berth.Kernel.Launch;

/// <summary>A plan at an address: data copied to unmanaged memory, offsets turned into addresses, descriptors into numbers.</summary>
internal sealed unsafe class BoundPlan : IDisposable
{
    private readonly byte* _block;

    public BoundPlan(LaunchPlan plan, ReadOnlySpan<int> descriptors)
    {
        if (descriptors.Length != plan.DescriptorCount)
        {
            throw new ArgumentException($"the plan needs {plan.DescriptorCount} descriptors, {descriptors.Length} were given", nameof(descriptors));
        }

        int frameLength = (sizeof(LaunchLoop.Frame) + 15) & ~15;
        int stepsLength = plan.Records.Length * sizeof(StepRecord);
        int slotsLength = Math.Max(1, plan.SlotCount) * sizeof(nint);
        _block = (byte*)NativeMemory.AlignedAlloc((nuint)(frameLength + stepsLength + slotsLength + plan.Data.Length + 16), 16);
        Frame = (LaunchLoop.Frame*)_block;
        *Frame = default;
        Frame->Steps = (StepRecord*)(_block + frameLength);
        Frame->StepCount = plan.Records.Length;
        Frame->Slots = (nint*)(_block + frameLength + stepsLength);
        byte* data = _block + ((frameLength + stepsLength + slotsLength + 15) & ~15);

        plan.Data.CopyTo(new Span<byte>(data, plan.Data.Length));
        foreach (int at in plan.Relocations)
        {
            *(long*)(data + at) += (long)data;
        }

        new Span<nint>(Frame->Slots, plan.SlotCount).Fill(-1);
        for (int i = 0; i < plan.Records.Length; i++)
        {
            StepRecord* step = Frame->Steps + i;
            *step = plan.Records[i];
            for (int a = 0; a < 6; a++)
            {
                step->Arguments[a] = (ArgumentKind)step->Kinds[a] switch
                {
                    ArgumentKind.Data => (long)data + step->Arguments[a],
                    ArgumentKind.Descriptor => descriptors[(int)step->Arguments[a]],
                    _ => step->Arguments[a],
                };
            }
        }
    }

    public LaunchLoop.Frame* Frame { get; }

    public void Dispose() => NativeMemory.AlignedFree(_block);
}
