using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Oci;

namespace Berth.Runtime.Lifecycle;

/// <summary>Puts a failed launch into words: the step by its description, the errno, and a hint where one is known.</summary>
public static class StartFailure
{
    /// <param name="steps">The plan's steps, for the description.</param>
    /// <param name="step">Index of the failed step; -1 for the clone, -2 for silence, which the errno explains.</param>
    /// <param name="program">args[0] of the process.</param>
    /// <param name="root">The container's root file system, to look at a program that cannot be executed; null when it is not at hand.</param>
    public static EngineException Explain(IReadOnlyList<LaunchStep> steps, int step, Errno errno, string program, Fd? root = null)
    {
        if (step == -2)
        {
            return errno == Errno.ESRCH
                ? new EngineException(ErrorKind.Internal, "the new process was killed before it was ready", "a memory limit may be lower than what a process takes at all")
                : new EngineException(ErrorKind.Internal, "the new process did not report within its time and was killed");
        }

        if (step < 0 || step >= steps.Count)
        {
            return new EngineException(ErrorKind.Internal, $"clone a process: {errno.Describe()}",
                errno switch
                {
                    Errno.EPERM => "namespaces need root, or a user namespace of the container's own in linux.namespaces",
                    Errno.EAGAIN => "a limit on processes is reached: see ulimit -u and the cgroup's pids.max",
                    Errno.ENOSPC => "a limit on namespaces is reached: see /proc/sys/user",
                    _ => null,
                });
        }

        LaunchStep failed = steps[step];
        return failed.Syscall == SyscallNumber.Execve
            ? ExplainExec(program, errno, root is null ? null : ProgramDiagnosis.Explain(root, program, errno))
            : new EngineException(errno == Errno.EPERM ? ErrorKind.Forbidden : ErrorKind.Internal, $"{failed.Description}: {errno.Describe()}", Hint(failed, errno));
    }

    /// <summary>A program that cannot be executed, in docker's and runc's words.</summary>
    internal static EngineException ExplainExec(string program, Errno errno, string? diagnosis) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR when !program.Contains('/') => new EngineException(ErrorKind.CommandNotFound,
            $"exec: \"{program}\": executable file not found in $PATH"),
        Errno.ENOENT or Errno.ENOTDIR => new EngineException(ErrorKind.CommandNotFound,
            $"exec: \"{program}\": no such file or directory", diagnosis ?? "the file, or the interpreter it names (#! line or ELF loader), does not exist in the container"),
        Errno.EACCES => new EngineException(ErrorKind.NotExecutable,
            $"exec: \"{program}\": permission denied", diagnosis ?? "it is a directory, has no execute bit, or lies on a noexec mount"),
        Errno.ENOEXEC => new EngineException(ErrorKind.NotExecutable,
            $"exec: \"{program}\": exec format error", diagnosis ?? "it is for another architecture, or a script without a #! line"),
        _ => new EngineException(ErrorKind.NotExecutable, $"exec: \"{program}\": {errno.Describe()}"),
    };

    private static string? Hint(LaunchStep failed, Errno errno) => (failed.Group, errno) switch
    {
        ("limits", Errno.EPERM) => "raising a hard limit needs CAP_SYS_RESOURCE",
        ("kernel parameters", Errno.ENOENT) => "this kernel has no such parameter",
        ("root file system", Errno.EINVAL) => "the root may not be a shared mount's own mount point on this kernel",
        _ => null,
    };
}
