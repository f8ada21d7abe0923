namespace Berth.EndToEnd.Tests.Harness;

/// <summary>The base of tests that drive <c>berth runtime</c> with bundles; containers that they leave are removed when the test ends.</summary>
public abstract class BundleTest(Sandbox sandbox) : EndToEndTest(sandbox)
{
    private readonly List<string> created = [];

    /// <summary>State of the containers; looked at for leaks after each test.</summary>
    protected static string StateRoot => Path.Combine(Sandbox.RunRoot, "runtime");

    /// <summary>An id that no other test uses.</summary>
    protected string NewId()
    {
        string id = $"t{Guid.NewGuid():N}"[..13];
        created.Add(id);
        return id;
    }

    protected CommandResult Runtime(params string[] words) => Berth(["runtime", "--root", StateRoot, .. words]);

    /// <summary>A shell script that finds the runtime's command in <c>$R</c>.</summary>
    protected static CommandResult Script(string script) => Command.Shell($"R='{Sandbox.Binary} runtime --root {StateRoot}'\n{script}");

    private protected CommandResult RunBundle(TestBundle bundle) => Runtime("run", "--bundle", bundle.Folder, NewId());

    /// <summary>Creates a container that waits for its start; returns its id and its first process.</summary>
    private protected (string Id, int Pid) CreateBundle(TestBundle bundle)
    {
        string id = NewId(), file = Path.Combine(bundle.Folder, "pid");
        // The container keeps the streams that it was created with.
        Script($"exec $R create --bundle {bundle.Folder} --pid-file {file} {id} </dev/null >{bundle.Folder}/output 2>&1").Succeeds();
        return (id, int.Parse(File.ReadAllText(file)));
    }

    protected override void RemoveContainers()
    {
        foreach (string id in created)
            Sandbox.Command("runtime", "--root", StateRoot, "delete", "--force", id).Run();
        base.RemoveContainers();
    }
}
