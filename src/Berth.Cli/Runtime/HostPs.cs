using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Oci;

namespace Berth.Cli.Runtime;

/// <summary>The host's ps(1), its output cut down to given processes.</summary>
internal static class HostPs
{
    /// <summary>The heading and the lines of the processes.</summary>
    /// <exception cref="EngineException">There is no ps, it failed, or its output has no PID column.</exception>
    public static List<string> Run(IReadOnlyList<string> options, IReadOnlyCollection<int> processes)
    {
        string[] lines = Output(["ps", .. options]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int column = lines.Length == 0 ? -1 : Array.IndexOf(Fields(lines[0]), "PID");
        if (column < 0)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "couldn't find PID field in ps output", "choose ps options that print the column PID");
        }

        List<string> kept = [lines[0]];
        foreach (string line in lines.AsSpan(1))
        {
            string[] fields = Fields(line);
            if (fields.Length > column && int.TryParse(fields[column], out int pid) && processes.Contains(pid))
            {
                kept.Add(line);
            }
        }

        return kept;
    }

    private static string[] Fields(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Output(string[] command)
    {
        string program = Find("ps") ?? throw new EngineException(ErrorKind.NotSupported, "ps: executable file not found in $PATH", "install procps, or use --format json");
        using var streams = new ProgramStreams();
        int pid = ProcessSpawn.Start(program, command, ProcessSpawn.OwnEnvironment, [(streams.Output.Number, 1)], newSession: false);
        using Fd child = ChildProcesses.TryOpen(pid) ?? throw new KernelException("start", program, Errno.ESRCH);
        int code = streams.Attend(child, default)!.Value.ShellCode;
        // Its own complaint is on standard error already. 1 is also what it says when it has nothing to print.
        return code <= 1 && streams.Text is { Length: > 0 } text ? text : throw new EngineException(ErrorKind.Internal, $"ps ended with exit code {code}");
    }

    private static string? Find(string name)
    {
        string path = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } given ? given : "/usr/bin:/bin";
        return path.Split(':').Select(directory => $"{directory}/{name}").FirstOrDefault(File.Exists);
    }
}
