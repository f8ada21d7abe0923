using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;

namespace Berth.Engine.Supervision;

/// <summary>A further process of the container. Its streams belong to the command that asked for it; the process is the supervisor's child.</summary>
internal sealed class ExecSession : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly Client _client;
    private readonly LaunchOutcome.Started _process;

    private ExecSession(Client client, LaunchOutcome.Started process)
    {
        _client = client;
        _process = process;
    }

    public int Pid => _process.Pid;

    public Fd PidFd => _process.PidFd;

    public bool IsFinished { get; private set; }

    public int PollIndex { get; set; }

    /// <summary>Executes the plan and answers the client; null when it failed.</summary>
    public static ExecSession? Start(Client client, ReadOnlySpan<byte> payload, List<Fd> descriptors)
    {
        if (!LaunchPlanFormat.TryRead(payload, out LaunchPlan? plan, out string error))
        {
            client.Refuse(error);
            return null;
        }

        if (plan.DescriptorCount != descriptors.Count)
        {
            client.Refuse($"the launch plan needs {plan.DescriptorCount} descriptors, {descriptors.Count} came");
            return null;
        }

        switch (LaunchExecutor.Execute(plan, SupervisorProcess.Numbers(descriptors), StartLimit))
        {
            case LaunchOutcome.Started started:
                client.Tell(Message.ExecStarted, started.Pid);
                return new ExecSession(client, started);
            case LaunchOutcome.Failed failed:
                client.Tell(Message.LaunchFailed, failed.Step, (int)failed.Errno);
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public void Finish()
    {
        if (ChildProcesses.TryReap(_process.PidFd) is { } status)
        {
            IsFinished = true;
            if (!_client.IsGone)
            {
                _client.Tell(Message.ExecExited, status.ShellCode);
            }
        }
    }

    public void Dispose() => _process.PidFd.Dispose();
}
