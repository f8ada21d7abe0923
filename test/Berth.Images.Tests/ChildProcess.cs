using System.Diagnostics;
using System.Runtime.CompilerServices;
using Berth.Oci;

namespace Berth.Images.Tests;

/// <summary>
/// Imports in a process of its own, so that it can be killed or run as another user: the test program started again, told by the environment what to
/// do before any test framework starts.
/// </summary>
internal static class ChildProcess
{
    private const string Variable = "BERTH_TEST_IMPORT";

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } root) return;
        try
        {
            ImageStore store = ImageStore.Open(root + "/images", root + "/layers");
            ImportResult result = store.Import(Console.OpenStandardInput(), ImageReference.Parse("child"));
            foreach (string warning in result.Warnings) Console.WriteLine(warning);
            Environment.Exit(0);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            Environment.Exit(1);
        }
    }

    /// <summary>An import of standard input into the store below a directory.</summary>
    internal static Process Start(string root, params string[] prefix)
    {
        string[] command = [.. prefix, Environment.ProcessPath!];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { [Variable] = root },
        };
        return Process.Start(start)!;
    }
}
