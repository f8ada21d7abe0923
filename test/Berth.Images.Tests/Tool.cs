using System.Diagnostics;

namespace Berth.Images.Tests;

/// <summary>Programs that make or read archives independently of ours.</summary>
internal static class Tool
{
    internal static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    internal static void Need(string program) => Assert.SkipUnless(Exists(program), program + " is not installed");

    /// <summary>Runs to the end; standard output as bytes. A failure fails the test with what it said.</summary>
    internal static byte[] Run(string program, IEnumerable<string> arguments, byte[]? input = null, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory ?? "/",
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task feed = Task.Run(() =>
        {
            if (input is not null) process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feed.Wait();
        Assert.True(process.ExitCode == 0, $"{program}: {error.Result}");
        return output.ToArray();
    }

    internal static byte[] Shell(string script, string directory) => Run("/bin/sh", ["-ec", script], directory: directory);
}
