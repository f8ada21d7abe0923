namespace Berth.EndToEnd.Tests.Harness;

/// <summary>Everything in the sandbox that a container could leave behind, as comparable lines.</summary>
internal sealed class MachineState
{
    private readonly HashSet<string> facts;

    private MachineState(HashSet<string> facts) => this.facts = facts;

    public static MachineState Empty { get; } = new([]);

    public static MachineState Read(Sandbox sandbox)
    {
        HashSet<string> facts = [];
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
            facts.Add($"mount {line.Split(' ')[4]}");
        foreach (string link in Directory.EnumerateDirectories("/sys/class/net"))
            facts.Add($"link {Path.GetFileName(link)}");
        foreach (string cgroup in Cgroups("/sys/fs/cgroup", 0))
            facts.Add($"cgroup {cgroup}");
        AddProcesses(facts, sandbox);
        AddEntries(facts, Path.Combine(Sandbox.DataRoot, "containers"));
        AddEntries(facts, Path.Combine(Sandbox.RunRoot, "containers"));
        AddEntries(facts, Path.Combine(Sandbox.RunRoot, "runtime"));
        return new MachineState(facts);
    }

    /// <summary>What is here and was not in <paramref name="before"/>, one a line; empty when nothing is.</summary>
    public string Beyond(MachineState before) => string.Join('\n', facts.Except(before.facts).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Cgroups(string folder, int depth)
    {
        string[] children;
        try
        {
            children = Directory.GetDirectories(folder);
        }
        catch (DirectoryNotFoundException)
        {
            yield break;
        }

        foreach (string child in children)
        {
            // One cgroup for all supervisors is made with the first that needs it, and stays.
            if (File.GetAttributes(child).HasFlag(FileAttributes.ReparsePoint) || child.EndsWith("/berth/supervisors", StringComparison.Ordinal))
                continue;
            // The same for the parent of the containers of bundles that name no cgroup.
            if (!child.EndsWith("/berth-runtime", StringComparison.Ordinal))
                yield return child;
            foreach (string below in depth < 6 ? Cgroups(child, depth + 1) : [])
                yield return below;
        }
    }

    private static void AddProcesses(HashSet<string> facts, Sandbox sandbox)
    {
        HashSet<int> own = [1, Environment.ProcessId, .. sandbox.ServerIds];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int id) || own.Contains(id))
                continue;
            try
            {
                string command = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ').Trim();
                string state = File.ReadLines($"{folder}/status").First(line => line.StartsWith("State:", StringComparison.Ordinal));
                // A zombie that PID 1 is about to reap is no leak; the test program's ancestors were there before.
                if (!state.Contains('Z', StringComparison.Ordinal))
                    facts.Add($"process {id} {command}");
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
    }

    private static void AddEntries(HashSet<string> facts, string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
            facts.Add($"entry {entry}");
    }
}
