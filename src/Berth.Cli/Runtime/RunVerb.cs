using Berth.Cli.CommandLine;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime run</c>: create, start, stay until it ends, delete.</summary>
internal sealed class RunVerb : RuntimeVerb
{
    private readonly BundleOptions _bundle = new();
    private readonly Switch _detach = new("detach", 'd', "Leave the container running");
    private readonly Switch _keep = new("keep", '\0', "Do not delete the container when it ends");

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID", "Create and start a container from a bundle", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [.. _bundle.All, _detach, _keep];

    public override int Run(Invocation invocation)
    {
        string id = invocation.Arguments[0];
        Bundle bundle = _bundle.Load(_detach.Value);
        if (RootlessEntry.IsNeeded(bundle.Spec))
        {
            return RootlessEntry.Run(bundle.Spec, Runtime.Root);
        }

        using Foreground? foreground = _detach.Value ? null : new Foreground();
        using CreatedContainer created = Runtime.Create(id, bundle, _bundle.ToCreateOptions(waitsForStart: NotifySocket.Outer is not null, foreground: !_detach.Value));
        _bundle.Send(created);
        StartNotifying(id, wait: foreground is null);
        if (foreground is null)
        {
            return 0;
        }

        int code = foreground.Wait(created.PidFd, created.TerminalMaster).ShellCode;
        if (!_keep.Value)
        {
            Runtime.Delete(id, force: false);
        }

        return code;
    }

    /// <summary>With systemd waiting, the program starts only when its readiness can be heard.</summary>
    private void StartNotifying(string id, bool wait)
    {
        if (NotifySocket.Outer is not { } outer || Runtime.ListenForReady(id, outer) is not { } notify)
        {
            return;
        }

        Runtime.Start(id);
        var passing = new Thread(() =>
        {
            using (notify)
            {
                Runtime.PassReady(id, notify);
            }
        })
        { IsBackground = true };
        passing.Start();
        if (wait)
        {
            passing.Join();
        }
    }
}
