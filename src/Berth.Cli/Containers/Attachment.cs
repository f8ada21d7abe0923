using Berth.Cli.CommandLine;
using Berth.Cli.Configuration;
using Berth.Engine.Supervision;
using Berth.Kernel.Terminals;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary>What <c>run</c>, <c>start</c>, <c>attach</c> and <c>exec</c> share: keys, terminals, exit codes.</summary>
internal static class Attachment
{
    /// <summary>128 + SIGPIPE: what a program is said to have ended with whose output nobody reads.</summary>
    private const int BrokenPipe = 141;

    /// <summary>The detach keys: the option's, else the client configuration's, else ctrl-p ctrl-q.</summary>
    /// <exception cref="EngineException">A key is unknown.</exception>
    public static DetachKeys Keys(TextOption option, ClientConfig config)
    {
        string? text = option.Given ? option.Value : config.DetachKeys;
        if (string.IsNullOrEmpty(text))
        {
            return DetachKeys.Default;
        }

        return DetachKeys.TryParse(text, out DetachKeys keys, out string unknown)
            ? keys
            : throw new EngineException(
                ErrorKind.InvalidArgument, $"invalid detach keys ({text}): unknown key '{unknown}'", "keys are single characters and ctrl-a to ctrl-z, joined by commas");
    }

    /// <summary>True, with the message printed, when a terminal is asked for but stdin is none.</summary>
    public static bool LacksTerminal(Invocation invocation, bool tty, bool input)
    {
        if (!tty || !input || Terminal.IsTerminal(StandardStream.Input))
        {
            return false;
        }

        Output.ErrorPrinter.Line(invocation.Error, "the input device is not a TTY", "leave -t off when input comes from a pipe or file");
        return true;
    }

    /// <summary>The first size of a container's terminal; null without one here.</summary>
    public static WindowSize? Size(bool tty) => tty ? Terminal.WindowSize(StandardStream.Input) ?? Terminal.WindowSize(StandardStream.Output) : null;

    /// <summary>The exit code of a command that was attached.</summary>
    /// <exception cref="EngineException">The supervisor vanished.</exception>
    public static int Code(AttachOutcome outcome) => outcome switch
    {
        AttachOutcome.Exited exited => exited.Code,
        AttachOutcome.Detached => 0,
        AttachOutcome.OutputClosed => BrokenPipe,
        _ => throw new EngineException(ErrorKind.Internal, "the container's supervisor was killed, and the container with it"),
    };
}
