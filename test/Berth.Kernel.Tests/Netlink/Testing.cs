using System.Diagnostics;

namespace Berth.Kernel.Tests.Netlink;

/// <summary>The system's own tools, to look at what was made.</summary>
internal static class Testing
{
    internal static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
