using Berth.Kernel;

namespace Berth.Engine;

/// <summary>Tells what is true of a container: what its state file says, checked against whether its supervisor lives.</summary>
internal static class StateReader
{
    /// <summary>The state as recorded; a container without a file was never started.</summary>
    internal static StateRecord ReadRecorded(ContainerDirectory directory) =>
        Files.ReadAllBytes(null, directory.StateFile) is not { } json ? StateRecord.NeverStarted : StateParser.TryParse(json) ?? StateRecord.Damaged;

    /// <summary>Whether the supervisor's lock is held.</summary>
    internal static bool SupervisorLives(string supervisorLock)
    {
        Errno errno = Files.TryOpen(supervisorLock, OpenFlags.ReadOnly | OpenFlags.NoFollow, out Fd fd);
        if (errno is Errno.ENOENT or Errno.ENOTDIR) return false;
        if (errno != Errno.None) throw new KernelException("open", supervisorLock, errno);
        using (fd) return FileLock.TryLock(fd, shared: true, wait: false) == Errno.EAGAIN;
    }

    /// <summary>
    /// The state, with <c>orphaned</c> true when it says alive and no supervisor is. Looks at the file again after the lock: a supervisor
    /// that ended in between has recorded how.
    /// </summary>
    internal static StateRecord Read(ContainerDirectory directory, out bool orphaned)
    {
        StateRecord state = ReadRecorded(directory);
        orphaned = false;
        if (!state.IsAlive || SupervisorLives(directory.SupervisorLock)) return state;
        state = ReadRecorded(directory);
        orphaned = state.IsAlive && !SupervisorLives(directory.SupervisorLock);
        return state;
    }

    /// <summary>Replaces the state file. For the supervisor, or for a holder of the container's lock when there is none.</summary>
    internal static void Write(ContainerDirectory directory, StateRecord state, bool sync) =>
        Files.WriteWhole(null, directory.StateFile, StorageJson.Write(state), mode: 0x180, sync);
}
