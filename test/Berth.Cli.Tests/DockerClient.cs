using System.Diagnostics;

namespace Berth.Cli.Tests;

/// <summary>The docker client that the words were compared with; another release may choose others.</summary>
internal static class DockerClient
{
    private const string Release = " 28.2.";

    private static readonly Lazy<string?> s_version = new(() =>
    {
        try
        {
            var start = new ProcessStartInfo("docker", ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    });

    public static void SkipUnlessPresent()
    {
        Assert.SkipUnless(s_version.Value is not null, "no docker client is installed");
        Assert.SkipUnless(s_version.Value!.Contains(Release), $"the comparison is with docker{Release}x, this is {s_version.Value}");
    }
}
