using Berth.Kernel;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// Looks for a created container's program before anybody starts it: callers of <c>create</c> expect to be told there that it does not exist,
/// because nobody listens any more when the first process executes it.
/// </summary>
internal static class ProgramLookup
{
    /// <param name="pid">The container's first process, which is where the program will be.</param>
    /// <exception cref="Oci.EngineException">CommandNotFound or NotExecutable. Whatever else is wrong, execve will say.</exception>
    public static void Require(int pid, Process process)
    {
        if (Files.TryOpen($"/proc/{pid}/root", OpenFlags.Path | OpenFlags.Directory, out Fd root) != Errno.None)
        {
            return;
        }

        using (root)
        {
            string program = process.Args![0];
            Errno worst = Errno.ENOENT;
            foreach (string candidate in ExecSection.Candidates(program, process.Env ?? []))
            {
                Errno errno = Look(root, candidate.StartsWith('/') ? candidate : $"{process.Cwd}/{candidate}");
                if (errno is not (Errno.ENOENT or Errno.ENOTDIR or Errno.EACCES))
                {
                    return;
                }

                worst = errno == Errno.EACCES ? errno : worst;
            }

            throw StartFailure.ExplainExec(program, worst, ProgramDiagnosis.Explain(root, program, worst));
        }
    }

    private static Errno Look(Fd root, string path)
    {
        Errno errno = Files.TryOpenAt2(root, path.TrimStart('/'), OpenFlags.Path, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out Fd file);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (file)
        {
            FileStatus status = Files.Status(file);
            return status.IsDirectory || (status.Mode & 0x49) == 0 ? Errno.EACCES : Errno.None;
        }
    }
}
