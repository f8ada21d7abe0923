using System.Runtime.InteropServices;

namespace Berth.Kernel;

internal static unsafe partial class Libc
{
    [LibraryImport(Name, SetLastError = true)]
    internal static partial int capget(byte* header, byte* data);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int prctl(int option, nint a1, nint a2, nint a3, nint a4);
}
