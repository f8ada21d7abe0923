using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Oci.Runtime;

namespace Berth.Engine.Supervision;

/// <summary>The pipes of a process without a terminal: its ends are given to the plan, the engine's travel to the supervisor.</summary>
internal sealed class ContainerPipes : IDisposable
{
    private readonly List<Fd> _all = [];
    private readonly List<Fd> _engineEnds = [];

    private ContainerPipes() { }

    /// <summary>stdin (when there is one), stdout, stderr.</summary>
    public int[] EngineEnds => [.. _engineEnds.Select(fd => fd.Number)];

    public IReadOnlyList<Fd> EngineDescriptors => _engineEnds;

    /// <param name="openStdin">Otherwise stdin is /dev/null.</param>
    /// <param name="user">Becomes the pipes' owner, so that /dev/stdout can be opened.</param>
    /// <param name="given">Gets the process's ends.</param>
    public static ContainerPipes Open(bool openStdin, User user, Dictionary<string, Fd> given)
    {
        var pipes = new ContainerPipes();
        try
        {
            given["stdin"] = openStdin ? pipes.Make(engineWrites: true, user) : pipes.Keep(Files.Open("/dev/null", OpenFlags.ReadOnly));
            given["stdout"] = pipes.Make(engineWrites: false, user);
            given["stderr"] = pipes.Make(engineWrites: false, user);
            return pipes;
        }
        catch
        {
            pipes.Dispose();
            throw;
        }
    }

    /// <summary>Nothing to read, nowhere to print: for a detached process.</summary>
    public static ContainerPipes OpenNothing(Dictionary<string, Fd> given)
    {
        var pipes = new ContainerPipes();
        Fd nothing = pipes.Keep(Files.Open("/dev/null", OpenFlags.ReadWrite));
        given["stdin"] = given["stdout"] = given["stderr"] = nothing;
        return pipes;
    }

    /// <summary>After the process has been started: its ends are closed here, so that their end is seen.</summary>
    public void CloseProcessEnds()
    {
        _all.RemoveAll(fd =>
        {
            bool its = !_engineEnds.Contains(fd);
            if (its)
            {
                fd.Dispose();
            }

            return its;
        });
    }

    /// <summary>The engine's ends are someone else's to close from now on.</summary>
    public void LetGo() => _all.RemoveAll(_engineEnds.Contains);

    public void Dispose() => _all.ForEach(fd => fd.Dispose());

    private Fd Make(bool engineWrites, User user)
    {
        (Fd read, Fd write) = Pipes.Create();
        Keep(read);
        Keep(write);
        _engineEnds.Add(engineWrites ? write : read);
        Fd its = engineWrites ? read : write;
        if (user.Uid != 0 || user.Gid != 0)
        {
            _ = Files.TryChangeOwner(its, user.Uid, user.Gid);
        }

        return its;
    }

    private Fd Keep(Fd fd)
    {
        _all.Add(fd);
        return fd;
    }
}
