using Berth.Kernel.Processes;

namespace Berth.Cli.Runtime;

/// <summary>
/// Which command lines make this very process the parent of a container's, whose first instructions are then this program's. They run from a
/// read-only mount, and that is seen to before anything else is touched: a second start costs the less, the earlier it comes.
/// </summary>
internal static class ContainerEntry
{
    public static void Protect(string[] words)
    {
        if (IsWanted(words))
        {
            EngineBinary.EnsureReadOnly();
        }
    }

    private static bool IsWanted(string[] words)
    {
        int noun = -1;
        if (Path.GetFileName(Environment.GetCommandLineArgs()[0]) != "berth-runtime")
        {
            noun = Array.IndexOf(words, RuntimeDispatcher.Noun);
            if (noun < 0 || (noun > 0 && !words[0].StartsWith('-')))
            {
                return false;
            }
        }

        // The verb stands behind options whose values may be anything: once too often does no harm.
        return Array.FindIndex(words, noun + 1, word => word is "create" or "run" or "exec" or "restore") >= 0;
    }
}
