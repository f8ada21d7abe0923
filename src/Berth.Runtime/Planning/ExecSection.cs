using Berth.Kernel;
using Berth.Kernel.Launch;

namespace Berth.Runtime.Planning;

/// <summary>The last step: becoming the program. config.md "Process", args and env.</summary>
internal static class ExecSection
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <param name="context">The plan.</param>
    /// <param name="program">The file, when it is not what args[0] names.</param>
    public static void Add(PlanContext context, string? program = null)
    {
        string[] args = context.Process.Args is { Length: > 0 } given ? given : throw PlanContext.Invalid("config.json: process.args: missing or empty");
        string[] env = context.Process.Env ?? [];
        LaunchPlanBuilder child = context.Child;
        child.Group = "program";
        StepArgument argv = child.TextArray(args), envp = child.TextArray(env);
        program ??= args[0];
        if (program.Length == 0)
        {
            throw PlanContext.Invalid("config.json: process.args[0]: empty");
        }

        List<string> candidates = Candidates(program, env);
        for (int i = 0; i < candidates.Count; i++)
        {
            bool isLast = i == candidates.Count - 1;
            child.Add($"execute {candidates[i]}", SyscallNumber.Execve, [child.Text(candidates[i]), argv, envp],
                isLast ? null : "the container's PATH, in order", tolerated: isLast ? [] : [Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES]);
        }
    }

    /// <summary>The program's path, or its name in each directory of the container's own PATH, execvp(3).</summary>
    internal static List<string> Candidates(string program, string[] env)
    {
        if (program.Contains('/'))
        {
            return [program];
        }

        string path = DefaultPath;
        foreach (string variable in env)
        {
            if (variable.StartsWith("PATH=", StringComparison.Ordinal))
            {
                path = variable["PATH=".Length..];
            }
        }

        var candidates = new List<string>();
        foreach (string directory in path.Split(':'))
        {
            // An empty element means the working directory, as in a shell.
            candidates.Add(directory.Length == 0 ? "./" + program : directory.TrimEnd('/') + "/" + program);
        }

        return candidates;
    }
}
