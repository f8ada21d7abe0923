using Berth.EndToEnd.Tests.Harness;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Sandbox))]

namespace Berth.EndToEnd.Tests.Harness;

/// <summary>
/// The private machine that <c>scripts/sandbox.sh</c> made for this run, with Berth's data and run directories in it, the test images imported
/// once, and a host "outside" (198.51.100.2, an HTTP server) reachable through a default route.
/// </summary>
public sealed class Sandbox : IDisposable
{
    public const string Debian = "debian:12";
    public const string Busybox = "busybox";
    public const string OutsideAddress = "198.51.100.2";
    public const string OutsidePage = "greetings from outside";

    private static readonly string? directory = Environment.GetEnvironmentVariable("BERTH_SANDBOX");
    private readonly HashSet<string> verbs = [];
    private readonly List<RunningCommand> servers = [];
    private bool outside;

    public Sandbox()
    {
        if (!Available)
            return;
        Directory.CreateDirectory(Path.Combine(Location, "home"));
        foreach (string verb in (string[])["import", "run"])
            HasVerb(verb);
        if (HasVerb("import"))
            ImportImages();
    }

    public static bool Available => directory is not null && File.Exists(Binary);

    public static string Binary => Environment.GetEnvironmentVariable("BERTH_BINARY") ?? "/nonexistent";

    public static string Location => directory!;

    public static string DataRoot => Path.Combine(Location, "data");

    public static string RunRoot => Path.Combine(Location, "run");

    public bool DebianImported { get; private set; }

    /// <summary>A new empty directory of the test's own on the sandbox's disk.</summary>
    public static string NewDirectory()
    {
        string path = Path.Combine(Location, "t", Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(path);
        return path;
    }

    internal static Command Command(params string[] arguments) => CommandWithInput([], arguments);

    internal static Command CommandWithInput(byte[] input, params string[] arguments)
    {
        Command command = new(Binary, arguments) { Input = input };
        foreach ((string name, string? value) in ChildEnvironment)
            command.Environment[name] = value;
        return command;
    }

    internal static IEnumerable<KeyValuePair<string, string?>> ChildEnvironment =>
    [
        new("BERTH_ROOT", DataRoot),
        new("BERTH_RUN", RunRoot),
        new("HOME", Path.Combine(Location, "home")),
        new("DOCKER_HOST", null),
        new("DOCKER_CONTEXT", null),
        new("NO_COLOR", "1"),
    ];

    /// <summary>Whether this release's binary knows the verb: its help has a usage line.</summary>
    public bool HasVerb(string verb)
    {
        if (verbs.Contains(verb))
            return true;
        bool known = Command("help", verb).Run().Output.Contains("Usage", StringComparison.Ordinal) || Command(verb, "--help").Run().Output.Contains("Usage", StringComparison.Ordinal);
        if (known)
            verbs.Add(verb);
        return known;
    }

    /// <summary>A second host behind a veth pair, with a default route to it from the sandbox; made once.</summary>
    public void NeedOutside()
    {
        if (outside)
            return;
        string site = NewDirectory();
        File.WriteAllText(Path.Combine(site, "index.html"), OutsidePage);
        RunningCommand server = new Command("/usr/bin/unshare", "--net", "/bin/sh", "-c",
            $"while ! ip addr show out0 2>/dev/null | grep -q {OutsideAddress}; do sleep 0.02; done; exec busybox httpd -f -p {OutsideAddress}:80 -h {site}").Start();
        servers.Add(server);
        Thread.Sleep(100);
        Harness.Command.Shell($"""
            set -e
            ip link add up0 type veth peer name out0
            ip link set out0 netns {server.Id}
            ip addr add 198.51.100.1/24 dev up0
            ip link set up0 up
            ip route add default via {OutsideAddress}
            nsenter -t {server.Id} -n sh -c 'ip link set lo up; ip link set out0 up; ip addr add {OutsideAddress}/24 dev out0'
            for i in $(seq 100); do busybox wget -q -O - http://{OutsideAddress}/ >/dev/null 2>&1 && exit 0; sleep 0.05; done
            exit 1
            """).Succeeds();
        outside = true;
    }

    /// <summary>Process ids that belong to the sandbox itself.</summary>
    internal IEnumerable<int> ServerIds => servers.Select(server => server.Id);

    public void Dispose()
    {
        foreach (RunningCommand server in servers)
        {
            Harness.Command.Run("/bin/kill", "-9", server.Id.ToString());
            server.Dispose();
        }
    }

    private void ImportImages()
    {
        string tar = BusyboxImage.Create(Location);
        Command("import", "--change", "CMD [\"/bin/sh\"]", tar, Busybox).Run().Succeeds();
        string debian = Path.Combine(Environment.GetEnvironmentVariable("BERTH_TESTDATA") ?? "/nonexistent", "debian.tar");
        if (File.Exists(debian))
        {
            Command("import", debian, Debian).Run().Succeeds();
            DebianImported = true;
        }
    }
}
