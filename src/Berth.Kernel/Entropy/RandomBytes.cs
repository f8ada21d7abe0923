namespace Berth.Kernel;

/// <summary>
/// Unpredictable bytes from getrandom(2): one system call, where the framework's generator would first load a cryptographic library.
/// </summary>
public static unsafe class RandomBytes
{
    /// <summary>Fills the whole span, at most 256 bytes (which the kernel never cuts short).</summary>
    public static void Fill(Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buffer.Length, 256);
        fixed (byte* p = buffer)
        {
            while (Libc.getrandom(p, (nuint)buffer.Length, 0) != buffer.Length)
                if (Libc.LastErrno != Errno.EINTR) throw new KernelException("getrandom", null, Libc.LastErrno);
        }
    }

    /// <summary>Lower-case hexadecimal digits, two for each byte.</summary>
    public static string Hex(int bytes)
    {
        Span<byte> buffer = stackalloc byte[bytes];
        Fill(buffer);
        return Convert.ToHexStringLower(buffer);
    }
}
