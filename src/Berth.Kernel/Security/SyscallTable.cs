using System.Text;

namespace Berth.Kernel.Security;

/// <summary>System call names and numbers of every architecture that a filter can name.</summary>
internal static partial class SyscallTable
{
    /// <summary>32-bit ARM's own calls have the numbers from 0x0f0001 on.</summary>
    internal const int ArmPrivateBase = 0x0f0000;

    internal static int Count => Offsets.Length - 1;

    /// <summary>The place of a name in the table, or -1. The place serves all architectures.</summary>
    internal static int Find(string name)
    {
        Span<byte> key = stackalloc byte[64];
        if (!Encoding.ASCII.TryGetBytes(name, key, out int length))
            return -1;
        key = key[..length];
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = NameAt(middle).SequenceCompareTo(key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    /// <summary>The number of the call at a place of the table, or -1 where the architecture does not have it.</summary>
    internal static int Number(int place, SeccompArchitecture architecture)
    {
        int number = architecture switch
        {
            SeccompArchitecture.X64 => X64[place],
            SeccompArchitecture.X86 => X86[place],
            SeccompArchitecture.X32 => X32[place],
            SeccompArchitecture.Arm64 => Arm64[place],
            _ => Arm[place],
        };
        return number >= -1 ? number : ArmPrivateBase - 2 - number;
    }

    internal static ReadOnlySpan<byte> NameAt(int place) => Names[Offsets[place]..Offsets[place + 1]];
}
