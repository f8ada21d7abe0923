using Berth.Cli.CommandLine;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Cli.Output;

/// <summary>The one place where a failure becomes a line on standard error and an exit code.</summary>
internal static class ErrorPrinter
{
    /// <summary>Prints <paramref name="failure"/> and returns the exit code of the process.</summary>
    public static int Print(Exception failure, string path, Verb? verb, bool debug, TextOutput error)
    {
        switch (failure)
        {
            case UsageException usage:
                PrintUsage(usage, path, verb, error);
                return usage.ExitCode;
            case EngineException engine:
                Line(error, engine.Message, engine.Hint);
                Trace(engine, debug, error);
                return engine.Kind switch
                {
                    ErrorKind.NotExecutable => 126,
                    ErrorKind.CommandNotFound => 127,
                    _ => verb?.FailureCode ?? 1,
                };
            case KernelException kernel:
                Line(error, kernel.Message, KernelHint(kernel));
                Trace(kernel, debug, error);
                return verb?.FailureCode ?? 1;
            case AggregateException { InnerExceptions.Count: 1 } single:
                return Print(single.InnerExceptions[0], path, verb, debug, error);
            case IOException or UnauthorizedAccessException:
                Line(error, OneLine(failure.Message), null);
                Trace(failure, debug, error);
                return verb?.FailureCode ?? 1;
            default:
                Line(
                    error,
                    $"internal error: {failure.GetType().Name}: {OneLine(failure.Message)}",
                    debug ? null : $"this is a bug: please report it with the output of {ProgramName.Current} --debug {path} …");
                Trace(failure, debug, error);
                return verb?.FailureCode ?? 1;
        }
    }

    /// <summary>Prints one message in the form of all others: the program's name, the message, and the hint on a line of its own.</summary>
    public static void Line(TextOutput error, string message, string? hint)
    {
        error.WriteLine($"{ProgramName.Current}: {Legible(message)}");
        if (hint is not null)
        {
            error.WriteLine($"hint: {Legible(hint)}");
        }
    }

    /// <summary>
    /// One line of bounded length that does nothing to a terminal: messages repeat names from configurations, images and archives.
    /// </summary>
    public static string Legible(string message)
    {
        const int longest = 1000;
        string text = message.Length <= longest ? message : message[..longest] + "...";
        return string.Create(text.Length, text, (line, from) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(from[i]) ? '?' : from[i];
            }
        });
    }

    /// <summary>Says that standard output could not be written, and returns the exit code for it.</summary>
    public static int OutputLost(TextOutput output, TextOutput error)
    {
        Line(error, $"write to standard output: {output.Failure.Describe()}", null);
        return 1;
    }

    private static void PrintUsage(UsageException usage, string path, Verb? verb, TextOutput error)
    {
        error.WriteLine(usage.Prefixed ? $"{ProgramName.Current}: {usage.Message}" : usage.Message);
        if (usage.Hint is not null)
        {
            error.WriteLine($"hint: {usage.Hint}");
        }

        if (usage.HelpPath is { Length: 0 })
        {
            return;
        }

        path = usage.HelpPath ?? path;
        string called = path.Length == 0 ? ProgramName.Current : $"{ProgramName.Current} {path}";
        if (verb is not null)
        {
            error.WriteLine($"\nUsage:  {Help.UsageLine(path, verb.Usage)}");
        }
        else if (path.Length == 0 && !usage.Prefixed)
        {
            error.WriteLine($"\nUsage:  {ProgramName.Current} [OPTIONS] COMMAND [ARG...]");
        }

        error.WriteLine($"\nRun '{called} --help' for more information");
    }

    private static string? KernelHint(KernelException failure) =>
        failure.Errno is Errno.EPERM or Errno.EACCES && Environment.UserName != "root" ? "this needs root: try again with sudo" : null;

    private static void Trace(Exception failure, bool debug, TextOutput error)
    {
        if (debug)
        {
            error.WriteLine(failure.ToString());
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
