using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>The hooks of each operation, in the order of runtime.md "Lifecycle".</summary>
public sealed partial class OciRuntime
{
    private static bool HasStartHooks(Spec spec) => spec.Hooks is { StartContainer.Length: > 0 } or { Poststart.Length: > 0 };

    private static void RunCreateHooks(string id, Bundle bundle, string cgroupPath, LaunchPause pause)
    {
        var runner = new HookRunner(StateOf(id, bundle, RuntimeStatus.Creating), cgroupPath);
        Hooks hooks = bundle.Spec.Hooks!;
        runner.RunOutside("prestart", hooks.Prestart, RuntimeStatus.Creating, pause.Pid);
        runner.RunOutside("createRuntime", hooks.CreateRuntime, RuntimeStatus.Creating, pause.Pid);
        runner.RunInside("createContainer", hooks.CreateContainer, RuntimeStatus.Creating, pause.Pid, pause.PidFd);
    }

    /// <summary>Lets the program run, between its hooks. When one of them fails, the container is stopped.</summary>
    private void StartCreated(RuntimeRecord record, Spec? spec)
    {
        HookRunner? runner = spec is null ? null : new HookRunner(StateOf(record), record.CgroupPath);
        using Fd init = OpenInit(record) ?? throw new EngineException(ErrorKind.Conflict, "cannot start a container that has stopped");
        try
        {
            runner?.RunInside("startContainer", spec!.Hooks?.StartContainer, RuntimeStatus.Created, record.Pid, init);
            using (Fd fifo = Files.Open(_root.FifoOf(record.Id), OpenFlags.WriteOnly | OpenFlags.NonBlock))
            {
                Files.Write(fifo, "0"u8);
            }

            _ = Files.TryUnlink(null, _root.FifoOf(record.Id));
            runner?.RunOutside("poststart", spec!.Hooks?.Poststart, RuntimeStatus.Running, record.Pid);
        }
        catch (EngineException)
        {
            Signals.TrySend(init, Signals.Kill);
            throw;
        }
    }

    /// <summary>The same for a child of this process, which is gone when it fails.</summary>
    private void StartOwn(CreatedContainer created, Spec spec)
    {
        try
        {
            StartCreated(created.Record, spec);
        }
        catch
        {
            ChildProcesses.Reap(created.PidFd);
            created.Dispose();
            throw;
        }
    }

    /// <summary>The container is gone already: a hook that fails is reported, and the others run all the same.</summary>
    private void RunPoststop(Spec spec, State state, string cgroupPath)
    {
        var runner = new HookRunner(state, cgroupPath);
        foreach (Hook hook in spec.Hooks?.Poststop ?? [])
        {
            try
            {
                runner.RunOutside("poststop", [hook], RuntimeStatus.Stopped, 0);
            }
            catch (EngineException e)
            {
                Warn(e.Message);
            }
        }
    }

    private static State StateOf(string id, Bundle bundle, RuntimeStatus status) => new()
    {
        OciVersion = bundle.Spec.OciVersion,
        Id = id,
        Status = status.Word(),
        Bundle = bundle.Path,
        Annotations = bundle.Spec.Annotations,
    };

    private static State StateOf(RuntimeRecord record) => new()
    {
        OciVersion = record.OciVersion,
        Id = record.Id,
        Status = "",
        Bundle = record.Bundle,
        Annotations = record.Annotations,
    };
}
