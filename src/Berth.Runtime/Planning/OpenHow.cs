using Berth.Kernel;
using Berth.Kernel.Launch;

namespace Berth.Runtime.Planning;

/// <summary>The third argument of openat2(2) as plan data: <c>struct open_how</c>, 24 bytes.</summary>
internal static class OpenHow
{
    public const int Size = 24;

    public static StepArgument Bytes(LaunchPlanBuilder child, OpenFlags flags, ResolveFlags resolve)
    {
        ReadOnlySpan<ulong> how = [(ulong)flags.Native(), 0, (ulong)resolve];
        return child.Bytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(how));
    }
}
