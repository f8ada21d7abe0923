using Berth.Cli.CommandLine;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime create</c>: everything but the program itself.</summary>
internal sealed class CreateVerb : RuntimeVerb
{
    private readonly BundleOptions _bundle = new();

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID", "Create a container from a bundle", [], ArgumentCount.Exactly(1));

    public override Option[] Options => _bundle.All;

    public override int Run(Invocation invocation)
    {
        Bundle bundle = _bundle.Load(detach: true);
        if (RootlessEntry.IsNeeded(bundle.Spec))
        {
            return RootlessEntry.Run(bundle.Spec, Runtime.Root);
        }

        using CreatedContainer created = Runtime.Create(invocation.Arguments[0], bundle, _bundle.ToCreateOptions(waitsForStart: true, foreground: false));
        _bundle.Send(created);
        return 0;
    }
}
