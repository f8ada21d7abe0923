namespace Berth.Kernel.Processes;

/// <summary>pipe2(2), close-on-exec.</summary>
public static unsafe class Pipes
{
    private const int O_CLOEXEC = 0x80000;

    public static (Fd Read, Fd Write) Create()
    {
        int* ends = stackalloc int[2];
        Libc.Check(Libc.pipe2(ends, O_CLOEXEC), "create a pipe");
        return (new Fd(ends[0]), new Fd(ends[1]));
    }
}
