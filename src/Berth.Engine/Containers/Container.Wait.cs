using Berth.Engine.Supervision;

namespace Berth.Engine;

/// <summary>What <c>wait</c> waits for.</summary>
public enum WaitCondition
{
    /// <summary>It does not run, or not any more.</summary>
    NotRunning,

    /// <summary>It ends the next time.</summary>
    NextExit,

    /// <summary>It is gone.</summary>
    Removed,
}

public sealed partial class Container
{
    /// <summary>Waits for a container and returns its exit code. Docker Engine API <c>POST /containers/{id}/wait</c>.</summary>
    public async Task<int> WaitAsync(WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellation = default)
    {
        if (condition != WaitCondition.Removed && !cancellation.CanBeCanceled && await Task.Run(AskSupervisor, cancellation).ConfigureAwait(false) is { } told) return told;
        int exitCode = 0;
        string? first = null;
        for (int delay = 1; ; delay = Math.Min(delay * 2, 50))
        {
            StateRecord state;
            try { state = ReadState(); }
            // Under --rm the end and the removal are one.
            catch (Oci.EngineException e) when (e.Kind == Oci.ErrorKind.NotFound) { return exitCode; }
            first ??= state.FinishedAt ?? "";
            exitCode = state.ExitCode;
            bool done = condition switch
            {
                WaitCondition.NotRunning => !state.IsAlive,
                WaitCondition.NextExit => !state.IsAlive && (state.FinishedAt ?? "") != first,
                _ => false,
            };
            if (done) return exitCode;
            await Task.Delay(delay, cancellation).ConfigureAwait(false);
        }
    }

    // It tells at once, where looking at the state takes up to 50 ms longer; but its answer cannot be given up waiting for.
    private int? AskSupervisor()
    {
        if (!ReadState().IsAlive) return null;
        using ContainerSession? session = ContainerSession.TryConnect(Directory);
        return session?.Wait();
    }
}
