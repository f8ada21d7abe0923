using System.Diagnostics;
using System.Globalization;
using System.Text;
using Berth.Kernel;
using Berth.Kernel.Identity;
using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Kernel.Sockets;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Lifecycle;

/// <summary>Does what a plan leaves to the parent while its child waits.</summary>
internal static class PauseWork
{
    /// <param name="plan">The plan of the child.</param>
    /// <param name="pause">Where it waits.</param>
    /// <param name="state">The container's state as the specification has it, for an agent.</param>
    /// <param name="devices">Takes what is moved; null where nothing can be.</param>
    /// <param name="runHooks">Runs the hooks of create; null where there are none.</param>
    public static void Do(ContainerPlan plan, LaunchPause pause, Func<State> state, MovedNetDevices? devices = null, Action? runHooks = null)
    {
        foreach (ParentWork work in plan.Pauses[pause.Step])
        {
            switch (work)
            {
                case ParentWork.MapIds map:
                    IdMaps.Write(pause.Pid, IdRanges.Of(map.Uids), IdRanges.Of(map.Gids));
                    break;
                case ParentWork.SetOomScore score:
                    SetOomScore(pause.Pid, score.Score);
                    break;
                case ParentWork.RunCreateHooks:
                    runHooks!();
                    break;
                case ParentWork.SetTimeOffsets offsets:
                    using (Fd file = Files.Open($"/proc/{pause.Pid}/timens_offsets", OpenFlags.WriteOnly))
                    {
                        Files.Write(file, Encoding.ASCII.GetBytes(string.Join('\n', offsets.Lines)));
                    }

                    break;
                case ParentWork.MoveNetDevices move:
                    devices!.Move(move.Devices, pause.Pid);
                    break;
                case ParentWork.SendListener listener:
                    Send(listener, pause, state());
                    break;
                default:
                    throw new UnreachableException(work.GetType().Name);
            }
        }
    }

    private static void Send(ParentWork.SendListener agent, LaunchPause pause, State state)
    {
        using Fd listener = SeccompListener.TakeFrom(pause.Pid, pause.PidFd);
        byte[] message = RuntimeSpec.Write(new ContainerProcessState
        {
            OciVersion = state.OciVersion,
            Fds = [ContainerProcessState.SeccompDescriptor],
            Pid = pause.Pid,
            Metadata = agent.Metadata,
            State = state,
        });
        DescriptorSocket.SendListener(agent.Path, listener, message);
    }

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
