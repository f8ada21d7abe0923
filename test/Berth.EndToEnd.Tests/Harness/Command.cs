using System.Diagnostics;
using System.Text;

namespace Berth.EndToEnd.Tests.Harness;

/// <summary>What a finished command left: exit code (128 + n for signal n, as a shell says it), standard output, standard error.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The single word or line that the command printed.</summary>
    public string Text => Output.Trim();

    /// <summary>Fails, with everything the command said, unless it ended with <paramref name="code"/>.</summary>
    public CommandResult Exits(int code)
    {
        if (ExitCode != code)
            Assert.Fail($"{CommandLine}\nended with {ExitCode}, expected {code}\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }

    public CommandResult Succeeds() => Exits(0);

    /// <summary>Succeeds and prints exactly this, end-of-line aside.</summary>
    public void Prints(string expected) => Assert.Equal(expected, Succeeds().Output.TrimEnd('\n'));
}

/// <summary>Runs programs with their output captured; a program that takes longer than its limit is killed and the test fails.</summary>
internal sealed class Command(string program, params string[] arguments)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public Dictionary<string, string?> Environment { get; } = [];

    public byte[] Input { get; init; } = [];

    public static CommandResult Run(string program, params string[] arguments) => new Command(program, arguments).Run();

    /// <summary>A line of shell, for set-up and for looking at the machine.</summary>
    public static CommandResult Shell(string script) => Run("/bin/sh", "-c", script);

    public CommandResult Run()
    {
        using RunningCommand running = Start();
        return running.Finish(Limit);
    }

    public RunningCommand Start()
    {
        ProcessStartInfo info = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string? value) in Environment)
            info.Environment[name] = value;
        return new RunningCommand(Process.Start(info)!, $"{Path.GetFileName(program)} {string.Join(' ', arguments)}", Input);
    }
}

/// <summary>A program that is running with its output being collected.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Process process;
    private readonly string line;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Task<string> output;
    private readonly Task<string> error;

    public RunningCommand(Process process, string line, byte[] input)
    {
        this.process = process;
        this.line = line;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code tells.
        }
    }

    public int Id => process.Id;

    public CommandResult Finish(TimeSpan limit)
    {
        if (!process.WaitForExit(limit) || !Task.WaitAll([output, error], limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{line}\nwas still running (or held its output open) after {limit.TotalSeconds} s");
        }

        // Bytes were kept one to one; what tests compare is UTF-8.
        string text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(output.Result));
        return new CommandResult(line, process.ExitCode, text, error.Result, clock.Elapsed);
    }

    public void Dispose() => process.Dispose();
}
