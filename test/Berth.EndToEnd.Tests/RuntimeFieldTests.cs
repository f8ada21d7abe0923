using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>Fields of config.json for which more than the container's own process has to do something.</summary>
public sealed class RuntimeFieldTests(Sandbox sandbox) : BundleTest(sandbox)
{
    [Fact]
    public void An_exec_has_the_scheduler_the_io_priority_and_the_processors_of_its_process()
    {
        (string id, int _) = CreateBundle(TestBundle.Create("sleep 60"));
        Runtime("start", id).Succeeds();
        string process = Path.Combine(Sandbox.NewDirectory(), "process.json");
        File.WriteAllText(process, new JsonObject
        {
            ["cwd"] = "/",
            ["env"] = TestBundle.Texts("PATH=/bin"),
            ["args"] = TestBundle.Texts("sh", "-c", "grep Cpus_allowed_list /proc/self/status; ionice -p $$; read -r line </proc/self/stat; set -- $line; echo policy ${41} nice ${19}"),
            ["scheduler"] = new JsonObject { ["policy"] = "SCHED_BATCH", ["nice"] = 3 },
            ["ioPriority"] = new JsonObject { ["class"] = "IOPRIO_CLASS_BE", ["priority"] = 6 },
            ["execCPUAffinity"] = new JsonObject { ["initial"] = "0-1023", ["final"] = "0" },
        }.ToJsonString());
        Assert.Equal("Cpus_allowed_list:\t0\nbest-effort: prio 6\npolicy 3 nice 3\n", Runtime("exec", "--process", process, id).Succeeds().Output);
    }

    [Fact]
    public void An_exec_has_the_containers_personality()
    {
        (string id, int _) = CreateBundle(TestBundle.Create("sleep 60").Change(c => c["linux"]!["personality"] = new JsonObject { ["domain"] = "LINUX32" }));
        Runtime("start", id).Succeeds();
        Assert.Equal("i686\n", Runtime("exec", id, "uname", "-m").Succeeds().Output);
    }

    [Fact]
    public void An_interface_of_the_host_is_the_containers_until_it_is_deleted()
    {
        TestBundle bundle = TestBundle.Create("ip -o addr show dev net0").Change(c =>
            c["linux"]!["netDevices"] = new JsonObject { ["give0"] = new JsonObject { ["name"] = "net0" } });
        Command.Shell("ip link add give0 type veth peer name peer0 && ip addr add 192.0.2.9/24 dev give0").Succeeds();
        try
        {
            string output = RunBundle(bundle).Succeeds().Output;
            Assert.Contains("inet 192.0.2.9/24", output, StringComparison.Ordinal);
        }
        finally
        {
            Command.Shell("ip link delete peer0 2>/dev/null; ip link delete give0 2>/dev/null");
        }

        CommandResult missing = RunBundle(bundle);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("config.json: linux.netDevices: the host has no interface give0", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_hears_of_the_container_and_of_each_exec()
    {
        TestBundle bundle = TestBundle.Create("sleep 60");
        string path = Path.Combine(bundle.Folder, "agent");
        bundle.Change(c =>
        {
            c["annotations"] = new JsonObject { ["org.example"] = "kept" };
            c["linux"]!["seccomp"] = new JsonObject
            {
                ["defaultAction"] = "SCMP_ACT_ALLOW", ["listenerPath"] = path, ["listenerMetadata"] = "told",
                ["syscalls"] = new JsonArray(new JsonObject { ["names"] = TestBundle.Texts("mkdir", "mkdirat"), ["action"] = "SCMP_ACT_NOTIFY" }),
            };
        });
        using var agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        agent.Bind(new UnixDomainSocketEndPoint(path));
        agent.Listen();
        Task<JsonNode> first = Hear(agent);
        (string id, int pid) = CreateBundle(bundle);
        JsonNode told = await first.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal((pid, "told", "creating", id, pid, bundle.Folder, "kept"), Parts(told));
        Runtime("start", id).Succeeds();

        Task<JsonNode> second = Hear(agent);
        // The listener went with the agent's connection: what it should decide fails.
        CommandResult result = Runtime("exec", id, "mkdir", "/made");
        Assert.Contains("Function not implemented", result.Error, StringComparison.Ordinal);
        told = await second.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.NotEqual(pid, told["pid"]!.GetValue<int>());
        told["pid"] = pid;
        Assert.Equal((pid, "told", "running", id, pid, bundle.Folder, "kept"), Parts(told));
    }

    /// <summary>One connection of the runtime. A plain read takes the text and lets the descriptor go.</summary>
    private static Task<JsonNode> Hear(Socket agent) => Task.Run(() =>
    {
        using Socket connection = agent.Accept();
        using var reader = new StreamReader(new NetworkStream(connection), Encoding.UTF8);
        return JsonNode.Parse(reader.ReadToEnd())!;
    });

    private static (int Pid, string Metadata, string Status, string Id, int StatePid, string Bundle, string Annotation) Parts(JsonNode told)
    {
        JsonNode state = told["state"]!;
        Assert.Equal("seccompFd", told["fds"]![0]!.GetValue<string>());
        return (told["pid"]!.GetValue<int>(), told["metadata"]!.GetValue<string>(), state["status"]!.GetValue<string>(), state["id"]!.GetValue<string>(),
            state["pid"]!.GetValue<int>(), state["bundle"]!.GetValue<string>(), state["annotations"]!["org.example"]!.GetValue<string>());
    }
}
