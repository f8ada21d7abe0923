using Berth.Engine.Logs;
using Berth.Oci;

namespace Berth.Engine;

public sealed partial class Container
{
    /// <summary>What the container printed. Docker Engine API <c>GET /containers/{id}/logs</c>.</summary>
    /// <exception cref="EngineException">NotSupported: it runs without a log (<c>--log-driver none</c>).</exception>
    public IAsyncEnumerable<LogEntry> ReadLogs(LogQuery query, CancellationToken cancellation = default)
    {
        if (HostConfig.LogConfig.Type == "none")
            throw new EngineException(ErrorKind.NotSupported, "configured logging driver does not support reading");
        return new JsonFileReader(Directory.LogFile).ReadAsync(query, HasEnded, cancellation);
    }

    // A container that never started may be about to: it is followed too, as docker does.
    private bool HasEnded()
    {
        try
        {
            StateRecord state = ReadState();
            return !state.IsAlive && state.Status != ContainerStatus.Created;
        }
        catch (EngineException e) when (e.Kind == ErrorKind.NotFound)
        {
            return true;
        }
    }
}
