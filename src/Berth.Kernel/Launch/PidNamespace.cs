namespace Berth.Kernel.Launch;

/// <summary>Lets the calling thread's next children be born in another pid namespace, pid_namespaces(7).</summary>
internal static class PidNamespace
{
    /// <summary>Enters, and returns the way back.</summary>
    public static Fd Enter(int descriptor)
    {
        Fd own = Files.Open("/proc/thread-self/ns/pid", OpenFlags.ReadOnly);
        if (Libc.setns(descriptor, (int)CloneFlags.NewPid) < 0)
        {
            Errno errno = Libc.LastErrno;
            own.Dispose();
            throw new KernelException("enter the container's pid namespace", null, errno);
        }

        return own;
    }

    public static void Return(Fd own) => Libc.Check(Libc.setns(own.Number, (int)CloneFlags.NewPid), "return to the own pid namespace");
}
