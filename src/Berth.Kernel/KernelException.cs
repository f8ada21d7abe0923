namespace Berth.Kernel;

/// <summary>
/// A system call failed where that was not expected. The message names the step, its object and the errno:
/// <c>mount proc at /proc: EPERM (Operation not permitted)</c>. Probing (ENOENT, EEXIST, ESRCH) never throws; it uses the Try forms.
/// </summary>
public sealed class KernelException : IOException
{
    public KernelException(string operation, string? subject, Errno errno)
        : base($"{operation}{(subject is null ? "" : " " + subject)}: {errno.Describe()}")
    {
        Errno = errno;
        Operation = operation;
        Subject = subject;
    }

    public Errno Errno { get; }

    /// <summary>What was being done, e.g. <c>open</c> or <c>mount proc at</c>.</summary>
    public string Operation { get; }

    /// <summary>What it was done to, e.g. a path.</summary>
    public string? Subject { get; }
}
