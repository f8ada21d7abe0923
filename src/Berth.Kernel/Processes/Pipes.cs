namespace Berth.Kernel.Processes;

/// <summary>Pipes, pipe2(2), and the flags of descriptors, fcntl(2).</summary>
public static unsafe class Pipes
{
    private const int O_CLOEXEC = 0x80000, O_NONBLOCK = 0x800;
    private const int F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, FD_CLOEXEC = 1;

    /// <summary>Both ends close-on-exec and blocking.</summary>
    public static (Fd Read, Fd Write) Create()
    {
        int* ends = stackalloc int[2];
        Libc.Check(Libc.pipe2(ends, O_CLOEXEC), "create a pipe");
        return (new Fd(ends[0]), new Fd(ends[1]));
    }

    /// <summary>Makes reads and writes say EAGAIN instead of waiting; for everyone who shares this open file description.</summary>
    public static void DoNotBlock(Fd fd)
    {
        int flags = Libc.Check(Libc.fcntl(fd.Number, F_GETFL, 0), "read the flags of", fd.ToString());
        Libc.Check(Libc.fcntl(fd.Number, F_SETFL, flags | O_NONBLOCK), "set the flags of", fd.ToString());
    }

    /// <summary>Takes over a descriptor that was inherited by number, and makes it close-on-exec.</summary>
    public static int Adopt(int number)
    {
        Libc.Check(Libc.fcntl(number, F_SETFD, FD_CLOEXEC), "take over", $"fd {number}");
        return number;
    }

    /// <summary>One write(2): as much as fits now.</summary>
    public static Errno TryWriteSome(Fd fd, ReadOnlySpan<byte> data, out int count)
    {
        fixed (byte* bytes = data)
        {
            nint written;
            do
            {
                written = Libc.write(fd.Number, bytes, (nuint)data.Length);
            }
            while (written < 0 && Libc.LastErrno == Errno.EINTR);
            count = written < 0 ? 0 : (int)written;
            return written < 0 ? Libc.LastErrno : Errno.None;
        }
    }
}
