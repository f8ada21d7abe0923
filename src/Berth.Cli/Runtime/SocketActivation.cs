using Berth.Oci.Runtime;

namespace Berth.Cli.Runtime;

/// <summary>
/// Sockets that systemd opened for this process and that the container is to serve, sd_listen_fds(3): they are the first descriptors from 3
/// on, and the container's first process is told so.
/// </summary>
internal static class SocketActivation
{
    /// <summary>How many there are.</summary>
    public static int Count => int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), out int count) && count > 0 ? count : 0;

    /// <summary>The process with what sd_listen_fds(3) looks for; unchanged when there is none.</summary>
    public static Process Announce(Process process) => Count == 0 ? process
        : process with { Env = [.. process.Env ?? [], $"LISTEN_FDS={Count}", "LISTEN_PID=1"] };
}
