namespace Berth.Kernel.Terminals;

/// <summary>
/// read(2) and write(2) on the standard descriptors, without System.Console, whose terminal and encoding set-up costs more
/// than a whole short command.
/// </summary>
public static unsafe class StandardStream
{
    public const int Input = 0, Output = 1, Error = 2;

    /// <summary>
    /// Writes all of <paramref name="data"/>. Returns None, or why the rest was not written: EPIPE says that the reader has
    /// gone, which is no failure of the command.
    /// </summary>
    public static Errno Write(int fd, ReadOnlySpan<byte> data)
    {
        fixed (byte* p = data)
        {
            nint done = 0;
            while (done < data.Length)
            {
                nint n = Libc.write(fd, p + done, (nuint)(data.Length - done));
                if (n >= 0)
                {
                    done += n;
                    continue;
                }

                Errno errno = Libc.LastErrno;
                if (errno == Errno.EAGAIN)
                {
                    // Standard streams are often shared with a process that made them non-blocking.
                    Thread.Sleep(1);
                }
                else if (errno != Errno.EINTR)
                {
                    return errno;
                }
            }
        }

        return Errno.None;
    }

    /// <summary>Reads up to the buffer's length; 0 at the end of the stream.</summary>
    /// <exception cref="KernelException">The read failed.</exception>
    public static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            while (true)
            {
                nint n = Libc.read(fd, p, (nuint)buffer.Length);
                if (n >= 0)
                {
                    return (int)n;
                }

                Errno errno = Libc.LastErrno;
                if (errno == Errno.EAGAIN)
                {
                    Thread.Sleep(1);
                }
                else if (errno != Errno.EINTR)
                {
                    throw new KernelException("read from", $"fd {fd}", errno);
                }
            }
        }
    }
}
