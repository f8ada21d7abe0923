using System.Runtime.InteropServices;

namespace Berth.Kernel;

internal static unsafe partial class Libc
{
    [LibraryImport(Name, SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);
}
