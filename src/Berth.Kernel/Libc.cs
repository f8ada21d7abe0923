using System.Runtime.InteropServices;

namespace Berth.Kernel;

/// <summary>
/// The C library's functions, each declared once. The class is partial: a folder declares what only it uses in its own
/// <c>Libc.*.cs</c>. Strings are UTF-8; a negative result leaves errno in <see cref="LastErrno"/>.
/// </summary>
internal static unsafe partial class Libc
{
    internal const string Name = "libc";

    internal static Errno LastErrno => (Errno)Marshal.GetLastPInvokeError();

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int close(int fd);

    /// <summary>syscall(2), for calls that the C library does not wrap (or wraps only in versions newer than Debian 12's).</summary>
    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint syscall(nint number, nint a0, nint a1, nint a2, nint a3, nint a4, nint a5);

    /// <summary>Throws for a negative result, with the errno of the call just made.</summary>
    internal static int Check(int result, string operation, string? subject = null) =>
        result < 0 ? throw new KernelException(operation, subject, LastErrno) : result;

    internal static nint Check(nint result, string operation, string? subject = null) =>
        result < 0 ? throw new KernelException(operation, subject, LastErrno) : result;
}
