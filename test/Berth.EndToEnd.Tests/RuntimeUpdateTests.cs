using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary><c>berth runtime update</c> and <c>events</c>.</summary>
public sealed class RuntimeUpdateTests(Sandbox sandbox) : BundleTest(sandbox)
{
    private const string MemoryLimit = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max";
    private const string PidsLimit = "cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max";

    [Fact]
    public void Limits_change_by_options_and_the_container_sees_them()
    {
        string id = Started();
        Runtime("update", "--memory", "64m", "--pids-limit", "50", id).Succeeds();
        Assert.Equal("67108864", InContainerOf(id, MemoryLimit));
        Assert.Equal("50", InContainerOf(id, PidsLimit));
        Runtime("update", "--pids-limit", "-1", id).Succeeds();
        Assert.Equal(("67108864", "max"), (InContainerOf(id, MemoryLimit), InContainerOf(id, PidsLimit)));
    }

    [Fact]
    public void Limits_change_by_a_file_or_standard_input()
    {
        string id = Started();
        BerthWithInput("""{"memory":{"limit":33554432},"pids":{"limit":0},"cpu":{"shares":0},"devices":[{"allow":false,"access":"rwm"}]}""",
            "runtime", "--root", StateRoot, "update", "--resources", "-", id).Succeeds();
        Assert.Equal("33554432", InContainerOf(id, MemoryLimit));
        string file = Path.Combine(Sandbox.NewDirectory(), "resources.json");
        File.WriteAllText(file, """{"pids":{"limit":33}}""");
        Runtime("update", "-r", file, id).Succeeds();
        Assert.Equal(("33554432", "33"), (InContainerOf(id, MemoryLimit), InContainerOf(id, PidsLimit)));
        Runtime("exec", id, "sh", "-c", "echo x >/dev/null").Succeeds();
        File.WriteAllText(file, """{"pids":{"limit":"many"}}""");
        Assert.Contains("pids.limit", Runtime("update", "-r", file, id).Exits(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_limit_is_refused_with_its_name()
    {
        string id = Started();
        Assert.Contains("invalid value for memory: invalid size: 'abc'", Runtime("update", "--memory", "abc", id).Exits(1).Error, StringComparison.Ordinal);
        Assert.Contains("linux.resources.cpu: cpuset.cpus", Runtime("update", "--cpuset-cpus", "4096", id).Exits(1).Error, StringComparison.Ordinal);
        Assert.Contains("cpu-period", Runtime("update", "--cpu-period", "-5", id).Exits(1).Error, StringComparison.Ordinal);
        Assert.Contains("container does not exist", Runtime("update", "--memory", "1g", "nonesuch").Exits(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_have_runc_s_shape()
    {
        string id = Started();
        JsonNode line = JsonNode.Parse(Runtime("events", "--stats", id).Succeeds().Output)!;
        Assert.Equal(("stats", id), ((string)line["type"]!, (string)line["id"]!));
        Assert.True((ulong)line["data"]!["cpu"]!["usage"]!["total"]! > 0);
        Assert.True((ulong)line["data"]!["memory"]!["usage"]!["usage"]! > 0);
        Assert.Equal(1, (int)line["data"]!["pids"]!["current"]!);
        Assert.Contains("is not running", Runtime("events", "--stats", Stopped()).Exits(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_come_in_intervals_until_the_container_ends()
    {
        string id = Started();
        using RunningCommand events = StartBerth("runtime", "--root", StateRoot, "events", "--interval", "100ms", id);
        Thread.Sleep(700);
        Runtime("kill", id, "KILL").Succeeds();
        string[] lines = events.Finish(TimeSpan.FromSeconds(10)).Succeeds().Lines;
        Assert.InRange(lines.Length, 2, 8);
        Assert.All(lines, line => Assert.Equal("stats", (string)JsonNode.Parse(line)!["type"]!));
    }

    [Fact]
    public void The_oom_killer_s_work_is_an_event()
    {
        string id = Started();
        Runtime("update", "--memory", "16m", "--memory-swap", "16m", id).Succeeds();
        using RunningCommand events = StartBerth("runtime", "--root", StateRoot, "events", "--interval", "1h", id);
        Thread.Sleep(300);
        Assert.NotEqual(0, Runtime("exec", id, "sh", "-c", "head -c 64m /dev/zero | tail -c 64m >/dev/null; exit 1").ExitCode);
        Thread.Sleep(500);
        Runtime("kill", id, "KILL").Succeeds();
        Assert.Contains($$"""{"type":"oom","id":"{{id}}"}""", events.Finish(TimeSpan.FromSeconds(10)).Succeeds().Lines);
    }

    private string InContainerOf(string id, string script) => Runtime("exec", id, "sh", "-c", script).Succeeds().Text;

    private string Started()
    {
        TestBundle bundle = TestBundle.Create().Runs("sleep", "1000");
        bundle.Change(config =>
        {
            JsonArray namespaces = config["linux"]!["namespaces"]!.AsArray();
            if (!namespaces.Any(ns => (string)ns!["type"]! == "cgroup"))
                namespaces.Add(new JsonObject { ["type"] = "cgroup" });
        });
        (string id, _) = CreateBundle(bundle);
        Runtime("start", id).Succeeds();
        return id;
    }

    private string Stopped()
    {
        string id = Started();
        Runtime("kill", id, "KILL").Succeeds();
        Eventually(() => Runtime("state", id).Output.Contains("stopped", StringComparison.Ordinal), "the container has stopped");
        return id;
    }
}
