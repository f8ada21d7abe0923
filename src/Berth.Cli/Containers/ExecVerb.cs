using Berth.Cli.CommandLine;
using Berth.Cli.Values;
using Berth.Engine;
using Berth.Engine.Supervision;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary><c>exec</c>.</summary>
internal sealed class ExecVerb : Verb
{
    private readonly Switch _detach = new("detach", 'd', "Detached mode: run command in the background");
    private readonly TextOption _detachKeys = CommonOptions.DetachKeys();
    private readonly ListOption _env = new("env", 'e', "Set environment variables", EnvironmentEntry.Check);
    private readonly ListOption _envFile = new("env-file", '\0', "Read in a file of environment variables");
    private readonly Switch _interactive = new("interactive", 'i', "Keep STDIN open even if not attached");
    private readonly Switch _privileged = new("privileged", '\0', "Give extended privileges to the command");
    private readonly Switch _tty = new("tty", 't', "Allocate a pseudo-TTY");
    private readonly TextOption _user = new("user", 'u', "Username or UID (format: \"<name|uid>[:<group|gid>]\")");
    private readonly TextOption _workdir = new("workdir", 'w', "Working directory inside the container");

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER COMMAND [ARG...]", "Execute a command in a running container", ["container exec", "exec"], ArgumentCount.AtLeast(2));

    public override Option[] Options => [_detach, _detachKeys, _env, _envFile, _interactive, _privileged, _tty, _user, _workdir];

    public override bool StopsAtArgument => true;

    public override int Run(Invocation invocation)
    {
        if (!_detach.Value && Attachment.LacksTerminal(invocation, _tty.Value, _interactive.Value))
        {
            return 1;
        }

        AttachStreams attached = AttachStreams.Output | AttachStreams.Error | (_interactive.Value ? AttachStreams.Input : AttachStreams.None);
        var request = new ContainerExecRequest
        {
            Command = [.. invocation.Arguments.Skip(1)],
            Env = [.. _envFile.Values.SelectMany(file => KeyValueFile.Read(file, Environment.GetEnvironmentVariable)), .. _env.Values.Select(EnvironmentEntry.Resolve)],
            WorkingDir = _workdir.GivenValue,
            User = _user.GivenValue,
            Tty = _tty.Value,
            Privileged = _privileged.Value,
            Attach = _detach.Value ? AttachStreams.None : attached,
            DetachKeys = Attachment.Keys(_detachKeys, invocation.Config),
        };
        Container container = EachContainer.Find(invocation, invocation.Arguments[0]);
        try
        {
            return invocation.Engine.Containers.Exec(container, request) ?? 0;
        }
        catch (EngineException failure) when (failure.Hint is null && MisplacedOptions.Hint(invocation, "the container") is string hint)
        {
            throw new EngineException(failure.Kind, failure.Message, hint, failure);
        }
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ContainerNames.In(invocation, "running") : [":files"];

    public override IEnumerable<string> CompleteOption(Option option, Invocation invocation) => option.Name switch
    {
        "env-file" => [":files"],
        "env" => Environment.GetEnvironmentVariables().Keys.Cast<string>(),
        _ => [],
    };
}
