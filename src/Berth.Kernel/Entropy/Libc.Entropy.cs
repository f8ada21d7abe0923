using System.Runtime.InteropServices;

namespace Berth.Kernel;

internal static unsafe partial class Libc
{
    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint getrandom(byte* buffer, nuint length, uint flags);
}
