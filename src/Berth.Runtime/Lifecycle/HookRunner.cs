using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using Berth.Kernel.Procfs;
using Berth.Kernel.Security;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// Runs a container's hooks, in their order, with its state on their standard input. config.md "POSIX-platform Hooks". A hook gets the
/// environment that its entry names and nothing of ours.
/// </summary>
internal sealed class HookRunner(State state, string cgroupPath)
{
    /// <summary>Bytes of a hook's output that an error repeats.</summary>
    private const int MostOutput = 4096;

    /// <summary>In the runtime's namespaces, found in the host's tree.</summary>
    /// <exception cref="EngineException">One failed; those after it were not run.</exception>
    public void RunOutside(string name, Hook[]? hooks, RuntimeStatus status, int pid)
    {
        for (int i = 0; i < (hooks?.Length ?? 0); i++)
        {
            Hook hook = hooks![i];
            using var streams = new ProgramStreams(MostOutput);
            Fd process = StartOutside($"{name} hook #{i}", hook, streams);
            using (process)
            {
                Attend($"{name} hook #{i}", hook, process, streams, status, pid);
            }
        }
    }

    /// <summary>In the container's namespaces, found in whatever tree is its root at that moment.</summary>
    /// <exception cref="EngineException">One failed; those after it were not run.</exception>
    public void RunInside(string name, Hook[]? hooks, RuntimeStatus status, int pid, Fd init)
    {
        if (hooks is not { Length: > 0 })
        {
            return;
        }

        int inside = PidInside(pid);
        for (int i = 0; i < hooks.Length; i++)
        {
            using var streams = new ProgramStreams(MostOutput);
            Fd process = StartInside($"{name} hook #{i}", hooks[i], streams, pid, init);
            using (process)
            {
                Attend($"{name} hook #{i}", hooks[i], process, streams, status, inside);
            }
        }
    }

    private void Attend(string what, Hook hook, Fd process, ProgramStreams streams, RuntimeStatus status, int pid)
    {
        byte[] input = RuntimeSpec.Write(state with { Status = status.Word(), Pid = pid });
        TimeSpan? limit = hook.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        string? failure = streams.Attend(process, input, limit) switch
        {
            null => $"it did not end within {hook.Timeout} s and was killed",
            { Signal: > 0 } ended => $"killed by signal {ended.Signal}",
            { Code: > 0 } ended => $"exit status {ended.Code}",
            _ => null,
        };
        if (failure is not null)
        {
            string said = streams.Text.Trim().Replace("\n", "; ", StringComparison.Ordinal);
            throw new EngineException(ErrorKind.Internal, $"{what} ({hook.Path}): {failure}{(said.Length > 0 ? ": " + said : "")}");
        }
    }

    private Fd StartOutside(string what, Hook hook, ProgramStreams streams)
    {
        try
        {
            int pid = ProcessSpawn.Start(hook.Path, Arguments(hook), hook.Env ?? [], [(streams.Input.Number, 0), (streams.Output.Number, 1), (streams.Output.Number, 2)],
                newSession: true, state.Bundle);
            return ChildProcesses.TryOpen(pid) ?? throw new KernelException("start", hook.Path, Errno.ESRCH);
        }
        catch (KernelException e)
        {
            throw new EngineException(ErrorKind.NotFound, $"{what} ({hook.Path}): {e.Errno.Describe()}", "a hook is an executable file with an absolute path", e);
        }
    }

    /// <summary>An exec into the container with all the rights that we have ourselves: the hook is part of the runtime.</summary>
    private Fd StartInside(string what, Hook hook, ProgramStreams streams, int pid, Fd init)
    {
        string[] capabilities = CapabilityHost.Current().Permitted.Names();
        using ContainerCgroup? cgroup = ContainerCgroup.TryOpen(CgroupHost.Detect(), cgroupPath);
        ContainerPlan plan = ExecPlanner.Plan(new ExecPlanRequest
        {
            Process = new Process
            {
                Args = Arguments(hook),
                Env = hook.Env,
                Cwd = "/",
                Capabilities = new Capabilities { Bounding = capabilities, Effective = capabilities, Permitted = capabilities },
            },
            Program = hook.Path,
            Namespaces = ContainerNamespaces.Of(pid),
            CgroupFiles = cgroup?.JoinNames ?? [],
            HasUnifiedCgroup = cgroup?.HasUnified ?? false,
            HasStandardStreams = true,
        });
        var given = new Dictionary<string, Fd> { ["container"] = init, ["stdin"] = streams.Input, ["stdout"] = streams.Output, ["stderr"] = streams.Output };
        cgroup?.Give(given);
        using var prepared = Preparation.Preparer.Prepare(plan.Preparation, given);
        return LaunchExecutor.Execute(plan.Launch, prepared.DescriptorTable(plan.Launch.DescriptorCount), OciRuntime.LaunchLimit) switch
        {
            LaunchOutcome.Started started => started.PidFd,
            LaunchOutcome.Failed failed => throw new EngineException(ErrorKind.Internal, $"{what} ({hook.Path}): {StartFailure.Explain(plan.Launch.Steps, failed.Step, failed.Errno, hook.Path).Message}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string[] Arguments(Hook hook) => hook.Args is { Length: > 0 } args ? args : [hook.Path];

    /// <summary>The last of NSpid: the number in the innermost pid namespace.</summary>
    private static int PidInside(int pid)
    {
        var buffer = new byte[8192];
        int length = ProcFile.Read($"/proc/{pid}/status", buffer);
        return length > 0 && ProcessStatus.TryField(buffer.AsSpan(0, length), "NSpid"u8, out ReadOnlySpan<byte> numbers)
            && int.TryParse(numbers[(numbers.LastIndexOf((byte)'\t') + 1)..], out int inside) ? inside : pid;
    }
}
