namespace Berth.Kernel.Security;

/// <summary>A system call filter as the kernel takes it.</summary>
/// <param name="Instructions">An array of struct sock_filter, 8 bytes each, in the machine's byte order; at most 4096 of them.</param>
/// <param name="Flags">For <c>SECCOMP_SET_MODE_FILTER</c>; with <see cref="SeccompFlags.NewListener"/> the call returns a descriptor.</param>
public sealed record SeccompProgram(byte[] Instructions, SeccompFlags Flags)
{
    /// <summary>The number of instructions.</summary>
    public int Length => Instructions.Length / 8;

    /// <summary>
    /// Filters the calling thread from now on (all threads with <see cref="SeccompFlags.ThreadSync"/>); it cannot be undone. The
    /// thread must have no_new_privs or CAP_SYS_ADMIN.
    /// </summary>
    /// <returns>The listener with <see cref="SeccompFlags.NewListener"/>, else null.</returns>
    /// <exception cref="KernelException">The kernel refused it.</exception>
    public unsafe Fd? Install()
    {
        fixed (byte* instructions = Instructions)
        {
            SockFprog program = new() { Length = (ushort)Length, Filter = instructions };
            nint result = Libc.Check(Libc.syscall(SyscallNumber.Seccomp, 1, (nint)(uint)Flags, (nint)(&program), 0, 0, 0), "install the seccomp filter");
            return Flags.HasFlag(SeccompFlags.NewListener) ? new Fd((int)result) : null;
        }
    }

    private unsafe struct SockFprog
    {
        internal ushort Length;
        internal byte* Filter;
    }
}
