using Berth.Kernel.Launch;

namespace Berth.Kernel.Namespaces;

/// <summary>Files that stand for a namespace, <c>/proc/PID/ns/*</c> or what is bound to one, ioctl_ns(2).</summary>
public static class NamespaceFile
{
    private const int NS_GET_NSTYPE = 0xB703;

    /// <summary>The namespace's kind; <see cref="CloneFlags.None"/> for any other file.</summary>
    public static CloneFlags TypeOf(Fd file)
    {
        nint type = Libc.syscall(SyscallNumber.Ioctl, file.Number, NS_GET_NSTYPE, 0, 0, 0, 0);
        return type < 0 ? CloneFlags.None : (CloneFlags)(ulong)type;
    }
}
