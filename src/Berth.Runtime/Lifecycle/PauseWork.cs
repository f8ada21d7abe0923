using System.Diagnostics;
using System.Globalization;
using System.Text;
using Berth.Kernel;
using Berth.Kernel.Identity;
using Berth.Kernel.Launch;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Lifecycle;

/// <summary>Does what a plan leaves to the parent while its child waits.</summary>
internal static class PauseWork
{
    /// <param name="plan">The plan of the child.</param>
    /// <param name="pause">Where it waits.</param>
    /// <param name="runHooks">Runs the hooks of create.</param>
    public static void Do(ContainerPlan plan, LaunchPause pause, Action<LaunchPause> runHooks)
    {
        foreach (ParentWork work in plan.Pauses[pause.Step])
        {
            switch (work)
            {
                case ParentWork.MapIds map:
                    IdMaps.Write(pause.Pid, Ranges(map.Uids), Ranges(map.Gids));
                    break;
                case ParentWork.SetOomScore score:
                    SetOomScore(pause.Pid, score.Score);
                    break;
                case ParentWork.RunCreateHooks:
                    runHooks(pause);
                    break;
                default:
                    throw new UnreachableException(work.GetType().Name);
            }
        }
    }

    private static IdRange[] Ranges(IReadOnlyList<IdMapping> mappings) => [.. mappings.Select(m => new IdRange(m.ContainerId, m.HostId, m.Size))];

    private static void SetOomScore(int pid, int score)
    {
        string path = $"/proc/{pid}/oom_score_adj";
        Errno errno = Files.TryOpen(path, OpenFlags.WriteOnly, out Fd file);
        using (file)
        {
            errno = errno == Errno.None ? Files.TryWrite(file, Encoding.ASCII.GetBytes(score.ToString(CultureInfo.InvariantCulture))) : errno;
        }

        // Lowering it needs CAP_SYS_RESOURCE; a container is not worth less without.
        if (errno is not (Errno.None or Errno.EACCES or Errno.EPERM))
        {
            throw new KernelException("write", path, errno);
        }
    }
}
