using System.Globalization;

namespace Berth.Kernel.Security;

/// <summary>The descriptor that gets the system calls which a filter hands on, seccomp_unotify(2).</summary>
public static class SeccompListener
{
    private static ReadOnlySpan<byte> Target => "anon_inode:seccomp notify"u8;

    /// <summary>Takes the listener of another process, which has just installed its filter; pidfd_getfd(2).</summary>
    /// <exception cref="KernelException">EPERM without the right to trace it; ENOENT when it has none.</exception>
    public static unsafe Fd TakeFrom(int pid, Fd pidFd)
    {
        string path = $"/proc/{pid}/fd";
        using Fd directory = Files.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
        foreach (DirectoryEntry entry in DirectoryEntries.Read(directory))
        {
            // Others may be closed while we look: a child that pauses closes its end of a pipe.
            if (int.TryParse(entry.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && Files.TryReadLink(directory, entry.ToString(), out byte[] target) == Errno.None && target.AsSpan().SequenceEqual(Target))
            {
                nint taken = Libc.syscall(SyscallNumber.PidfdGetfd, pidFd.Number, number, 0, 0, 0, 0);
                return new Fd((int)Libc.Check(taken, "take the seccomp listener of process", pid.ToString(CultureInfo.InvariantCulture)));
            }
        }

        throw new KernelException("find the seccomp listener in", path, Errno.ENOENT);
    }
}
