using System.Text;
using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Identity;
using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Kernel.Terminals;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Lifecycle;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Engine.Supervision;

/// <summary>One exec: planned in the command's process, carried out by the container's supervisor, whose child the new process becomes.</summary>
internal static class ContainerExec
{
    /// <summary>Runs the process and returns its exit code; 0 at once for a detached one, null after the detach keys.</summary>
    /// <exception cref="EngineException">It could not be started.</exception>
    public static int? Run(Container container, ContainerExecRequest request, ContainerSession session, StateRecord state)
    {
        using Fd init = Kernel.Processes.ChildProcesses.TryOpen(state.Pid) ?? throw NotRunning(container);
        using Fd root = Files.Open($"/proc/{state.Pid}/root", OpenFlags.Path | OpenFlags.Directory);
        Spec spec = container.Spec;
        UserIdentity user = ContainerUser.Find(root, request.User ?? container.Config.User, container.HostConfig.GroupAdd ?? []);
        Process process = ProcessOf(container, request, spec, user);

        using ContainerCgroup? cgroup = ContainerCgroup.TryOpen(CgroupHost.Detect(), spec.Linux!.CgroupsPath!, state.Pid);
        ContainerPlan plan = ExecPlanner.Plan(new ExecPlanRequest
        {
            Process = process,
            SecurityModules = HostModules.For(process),
            Seccomp = request.Privileged ? null : spec.Linux.Seccomp,
            Namespaces = ContainerNamespaces.Of(state.Pid),
            CgroupFiles = cgroup?.JoinNames ?? [],
            HasUnifiedCgroup = cgroup?.HasUnified ?? false,
            HasStandardStreams = !request.Tty,
            DiesWithParent = true,
        });

        var given = new Dictionary<string, Fd> { ["container"] = init };
        cgroup?.Give(given);
        using PseudoTerminal? terminal = request.Tty ? ContainerTerminal.Open(root) : null;
        if (terminal is not null)
        {
            given["terminal"] = terminal.Peer;
        }

        using ContainerPipes? pipes = request.Tty ? null : OpenPipes(request, process.User!, given);
        using Preparer prepared = Preparer.Prepare(plan.Preparation, given);
        Errno errno = session.Supervisor.TrySend(Message.Exec, LaunchPlanFormat.Write(plan.Launch), prepared.DescriptorTable(plan.Launch.DescriptorCount));
        if (errno != Errno.None)
        {
            throw NotRunning(container);
        }

        AwaitStart(session, plan.Launch, process.Args![0], container, root);
        pipes?.CloseProcessEnds();
        terminal?.Peer.Dispose();
        return request.Attach == 0 ? 0 : new ExecLoop(session.Supervisor, request, pipes, terminal).Run();
    }

    private static ContainerPipes OpenPipes(ContainerExecRequest request, User user, Dictionary<string, Fd> given) => request.Attach == 0
        ? ContainerPipes.OpenNothing(given)
        : ContainerPipes.Open((request.Attach & AttachStreams.Input) != 0, user, given);

    private static Process ProcessOf(Container container, ContainerExecRequest request, Spec spec, UserIdentity user)
    {
        Process own = spec.Process!;
        Capabilities? capabilities = own.Capabilities;
        if (request.Privileged)
        {
            string[] all = CapabilityHost.Current().Permitted.Names();
            capabilities = new Capabilities { Bounding = all, Effective = all, Permitted = all };
        }

        List<string> env = [.. own.Env ?? []];
        if (request.Tty && !env.Exists(v => v.StartsWith("TERM=", StringComparison.Ordinal)))
        {
            env.Add("TERM=xterm");
        }

        foreach (string variable in request.Env)
        {
            string name = variable[..(variable.IndexOf('=', StringComparison.Ordinal) + 1)];
            env.RemoveAll(v => v.StartsWith(name, StringComparison.Ordinal));
            env.Add(variable);
        }

        string cwd = request.WorkingDir ?? own.Cwd;
        Spec asUser = ProcessUser.Apply(spec with { Process = own with { Capabilities = capabilities, Env = [.. env] } }, user.Uid, user.Gid, user.AdditionalGids, user.Home);
        return asUser.Process! with
        {
            Args = [.. request.Command],
            Cwd = cwd,
            Terminal = request.Tty,
            NoNewPrivileges = own.NoNewPrivileges && !request.Privileged,
        };
    }

    private static void AwaitStart(ContainerSession session, LaunchPlan plan, string program, Container container, Fd root)
    {
        var buffer = new byte[SupervisorConnection.MaxPiece + 1024];
        while (session.Supervisor.Receive(buffer, null, out Message kind, out ReadOnlySpan<byte> payload))
        {
            switch (kind)
            {
                case Message.ExecStarted:
                    return;
                case Message.LaunchFailed:
                    throw StartFailure.Explain(plan.Steps, SupervisorConnection.Number(payload, 0), (Errno)SupervisorConnection.Number(payload, 1), program, root);
                case Message.Refused:
                    throw new EngineException(ErrorKind.Conflict, Encoding.UTF8.GetString(payload));
                default:
                    continue;
            }
        }

        throw NotRunning(container);
    }

    private static EngineException NotRunning(Container container) => new(ErrorKind.Conflict, $"container {container.Id.Value} is not running");
}
