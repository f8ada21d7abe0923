using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>Containers with a user namespace of their own or of another's, config-linux.md "User namespace mappings".</summary>
public sealed class RuntimeUserNamespaceTests(Sandbox sandbox) : BundleTest(sandbox)
{
    private const int First = 100000;

    private static TestBundle Mapped(string script)
    {
        TestBundle bundle = TestBundle.Create(script);
        Command.Shell($"chown -R {First}:{First} {bundle.Rootfs}").Succeeds();
        return bundle.Change(config =>
        {
            JsonObject linux = config["linux"]!.AsObject();
            linux["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "user" });
            foreach (string kind in (string[])["uidMappings", "gidMappings"])
            {
                linux[kind] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = First, ["size"] = 65536 });
            }
        });
    }

    [Fact]
    public void Root_of_the_container_is_an_ordinary_user_outside()
    {
        TestBundle bundle = Mapped("id -u; id -g; cat /proc/self/uid_map; touch /made /dev/shm/made; stat -c '%u:%g' /dev /dev/shm/made");
        Assert.Equal(["0", "0", $"0 {First} 65536", "0:0", "0:0"], RunBundle(bundle).Succeeds().Lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal($"{First}:{First}", Command.Shell($"stat -c %u:%g {bundle.Rootfs}/made").Succeeds().Output.Trim());
    }

    [Fact]
    public void Mount_points_that_were_missing_belong_to_the_containers_root() =>
        Assert.Equal(["0:0"], RunBundle(Mapped("stat -c %u:%g /new/place").Change(config => config["mounts"]!.AsArray().Add(new JsonObject
        {
            ["destination"] = "/new/place/below", ["type"] = "tmpfs", ["source"] = "tmpfs",
        }))).Succeeds().Lines);

    [Fact]
    public void Devices_work()
    {
        Assert.Equal(["4", "crw-rw-rw-"], RunBundle(Mapped("head -c 4 /dev/zero >/four; wc -c </four | tr -d ' '; stat -c %A /dev/null")).Succeeds().Lines);
    }

    [Fact]
    public void Hooks_run_beside_a_user_namespace() =>
        RunBundle(Mapped("exit 5").Change(config => config["hooks"] = new JsonObject
        {
            ["createRuntime"] = new JsonArray(new JsonObject { ["path"] = "/bin/true" }),
            ["createContainer"] = new JsonArray(new JsonObject { ["path"] = "/bin/true" }),
            ["startContainer"] = new JsonArray(new JsonObject { ["path"] = "/bin/true" }),
        })).Exits(5);

    [Fact]
    public void A_cgroup_is_shown_where_the_root_has_no_place_for_it() =>
        RunBundle(TestBundle.Create("ls /shown/cgroup | grep -q .").Change(config =>
        {
            config["mounts"]!.AsArray().Single(m => (string)m!["type"]! == "cgroup")!["destination"] = "/shown/cgroup";
        })).Succeeds();

    [Fact]
    public void Another_user_and_oom_score_are_taken_inside() =>
        Assert.Equal(["1000 2000", "77"], RunBundle(Mapped("echo $(id -u) $(id -g); cat /proc/self/oom_score_adj").Change(config =>
        {
            config["process"]!["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 2000 };
            config["process"]!["oomScoreAdj"] = 77;
        })).Succeeds().Lines);

    [Fact]
    public void A_user_namespace_is_joined_by_path_and_the_others_belong_to_it()
    {
        (string _, int pid) = CreateBundle(Mapped("sleep 60"));
        TestBundle joining = Mapped("id -u; cat /proc/self/uid_map; hostname; echo $$").Change(config =>
        {
            JsonObject linux = config["linux"]!.AsObject();
            linux.Remove("uidMappings");
            linux.Remove("gidMappings");
            linux["namespaces"]!.AsArray().First(ns => (string)ns!["type"]! == "user")!["path"] = $"/proc/{pid}/ns/user";
        });
        Assert.Equal(["0", $"0 {First} 65536", "berth", "1"], RunBundle(joining).Succeeds().Lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void Mappings_without_a_namespace_and_a_namespace_without_mappings_are_refused_by_name()
    {
        CommandResult without = RunBundle(Mapped("true").Change(config => config["linux"]!["namespaces"]!.AsArray().RemoveAt(config["linux"]!["namespaces"]!.AsArray().Count - 1)));
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("config.json: linux.uidMappings: there is no user namespace", without.Error);
        CommandResult missing = RunBundle(Mapped("true").Change(config => config["linux"]!.AsObject().Remove("gidMappings")));
        Assert.Contains("config.json: linux.gidMappings: a new user namespace needs at least one", missing.Error);
        CommandResult unmapped = RunBundle(Mapped("true").Change(config => config["mounts"]!.AsArray().Add(new JsonObject
        {
            ["destination"] = "/t", ["type"] = "tmpfs", ["source"] = "tmpfs", ["options"] = new JsonArray("uid=70000"),
        })));
        Assert.Contains("uid 70000 of the container is not mapped", unmapped.Error);
    }

    [Fact]
    public void Without_a_cgroup_namespace_a_container_sees_its_own_cgroup_alone()
    {
        TestBundle bundle = TestBundle.Create("""
            while read -r a b c root rest; do case "$rest" in *"- cgroup"*) echo "$root";; esac; done </proc/self/mountinfo
            """).Change(config => config["linux"]!["namespaces"] = new JsonArray(
            [.. config["linux"]!["namespaces"]!.AsArray().Where(ns => (string)ns!["type"]! != "cgroup").Select(ns => ns!.DeepClone())]));
        string[] roots = RunBundle(bundle).Succeeds().Lines;
        Assert.NotEmpty(roots);
        Assert.All(roots, root => Assert.Contains("/berth-runtime/t", root));
    }
}
