namespace Berth.EndToEnd.Tests.Harness;

/// <summary>
/// The base of every class here. A test is skipped when the sandbox is missing or when the binary lacks a verb that it uses
/// (set <c>BERTH_REQUIRE_VERBS=1</c> to fail instead). After each test everything that was visible before it is compared: mounts, cgroups,
/// links, processes, and the engine's directories; a test that leaves something has failed.
/// </summary>
public abstract class EndToEndTest : IDisposable
{
    private static bool warm;
    private readonly Sandbox sandbox;
    private readonly List<string> made = [];
    private readonly MachineState before = MachineState.Empty;

    protected EndToEndTest(Sandbox sandbox)
    {
        this.sandbox = sandbox;
        Assert.SkipUnless(Sandbox.Available, "runs only inside scripts/sandbox.sh with BERTH_BINARY set: use `make test`");
        WarmUp();
        before = MachineState.Read(sandbox);
    }

    protected Sandbox Machine => sandbox;

    /// <summary>Runs the binary to its end.</summary>
    protected CommandResult Berth(params string[] arguments)
    {
        NeedVerb(arguments);
        return Sandbox.Command(arguments).Run();
    }

    protected CommandResult BerthWithInput(string input, params string[] arguments)
    {
        NeedVerb(arguments);
        return Sandbox.CommandWithInput(System.Text.Encoding.UTF8.GetBytes(input), arguments).Run();
    }

    private protected RunningCommand StartBerth(params string[] arguments)
    {
        NeedVerb(arguments);
        return Sandbox.Command(arguments).Start();
    }

    private protected Terminal OnTerminal(params string[] arguments) => OnTerminal([], arguments);

    private protected Terminal OnTerminal(KeyValuePair<string, string?>[] environment, params string[] arguments)
    {
        NeedVerb(arguments);
        return Terminal.Start([.. Sandbox.ChildEnvironment, .. environment], [Sandbox.Binary, .. arguments]);
    }

    /// <summary>A shell command in a new busybox container that is removed when it ends.</summary>
    protected CommandResult InContainer(string script, params string[] options) =>
        Berth(["run", "--rm", .. options, Sandbox.Busybox, "sh", "-c", script]);

    /// <summary>Starts a container in the background and has it removed when the test ends; returns its id.</summary>
    protected string Background(string[] options, params string[] command)
    {
        string id = Berth(["run", "-d", .. options, Sandbox.Busybox, .. command]).Succeeds().Text;
        made.Add(id);
        return id;
    }

    protected void RemoveAtEnd(string container) => made.Add(container);

    protected void NeedDebian()
    {
        NeedVerb(["import"]);
        Assert.SkipUnless(sandbox.DebianImported, "no Debian root file system in BERTH_TESTDATA");
    }

    /// <summary>Polls until <paramref name="condition"/> holds; fails after ten seconds.</summary>
    protected static void Eventually(Func<bool> condition, string what)
    {
        for (int i = 0; i < 500; i++)
        {
            if (condition())
                return;
            Thread.Sleep(20);
        }

        Assert.Fail($"did not happen within ten seconds: {what}");
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (!Sandbox.Available)
            return;
        RemoveContainers();
        if (Environment.GetEnvironmentVariable("BERTH_NO_LEAK_CHECK") is "1")
            return;
        string left = Left(before);
        if (left.Length > 0)
            Assert.Fail($"left behind:\n{left}");
    }

    /// <summary>What is here and was not before, when an asynchronous clean-up has had its time: two seconds are more than any takes.</summary>
    private protected string Left(MachineState before)
    {
        string left = "";
        for (int i = 0; i < 100; i++)
        {
            left = MachineState.Read(sandbox).Beyond(before);
            if (left.Length == 0)
                break;
            Thread.Sleep(20);
        }

        return left;
    }

    /// <summary>Before anything is compared: removes what the test has made and kept.</summary>
    protected virtual void RemoveContainers()
    {
        foreach (string container in made)
            Sandbox.Command("rm", "-f", container).Run();
    }

    private void NeedVerb(string[] arguments)
    {
        string verb = arguments[0];
        if (verb.StartsWith('-') || sandbox.HasVerb(verb))
            return;
        if (Environment.GetEnvironmentVariable("BERTH_REQUIRE_VERBS") is "1")
            Assert.Fail($"the binary lacks the verb '{verb}'");
        Assert.Skip($"the binary lacks the verb '{verb}'");
    }

    /// <summary>The first container makes what stays for good (the default bridge, the parent cgroup): make it before anything is compared.</summary>
    private void WarmUp()
    {
        if (warm)
            return;
        warm = true;
        sandbox.NeedOutside();
        if (sandbox.HasVerb("run"))
            Sandbox.Command("run", "--rm", Sandbox.Busybox, "true").Run();
    }
}
