using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>
/// Configurations and command lines that cannot work: one line that says what and why, runc's exit code, and nothing left (the base class looks).
/// </summary>
public sealed class RuntimeBadInputTests(Sandbox sandbox) : BundleTest(sandbox)
{
    /// <summary>A path of config.json, what is put there (null: taken out), the words of the message; both run and create are tried.</summary>
    [Theory]
    [InlineData("ociVersion", null, "ociVersion")]
    [InlineData("root", null, "root")]
    [InlineData("root/path", "\"nope\"", "root.path", "no such file")]
    [InlineData("root/path", "\"config.json\"", "root.path", "not a directory")]
    [InlineData("root/path", "5", "root.path", "expected a string")]
    [InlineData("process", null, "process")]
    [InlineData("process/args", null, "process.args")]
    [InlineData("process/args", "[]", "process.args")]
    [InlineData("process/args", "[\"\"]", "process.args[0]")]
    [InlineData("process/args", "\"sh\"", "process.args", "expected a list")]
    [InlineData("process/args", "[\"sh\", 5]", "process.args[1]")]
    [InlineData("process/args", "[\"a\\u0000b\"]", "process.args[0]", "NUL")]
    [InlineData("process/cwd", null, "process.cwd")]
    [InlineData("process/cwd", "\"tmp\"", "process.cwd", "absolute")]
    [InlineData("process/cwd", "\"/bin/busybox\"", "/bin/busybox", "not a directory")]
    [InlineData("process/user/uid", "-1", "process.user.uid")]
    [InlineData("process/user/uid", "4294967295", "process.user.uid")]
    [InlineData("process/user/additionalGids", "[4294967295]", "process.user.additionalGids")]
    [InlineData("process/rlimits", "[{\"type\":\"RLIMIT_QUUX\",\"soft\":1,\"hard\":1}]", "process.rlimits", "RLIMIT_QUUX")]
    [InlineData("process/rlimits", "[{\"type\":\"RLIMIT_CORE\",\"soft\":2,\"hard\":1}]", "process.rlimits", "RLIMIT_CORE")]
    [InlineData("process/oomScoreAdj", "5000", "oom_score_adj", "5000")]
    [InlineData("process/apparmorProfile", "\"quux\"", "apparmorProfile")]
    [InlineData("process/selinuxLabel", "\"a:b:c\"", "selinuxLabel")]
    [InlineData("hostname", "\"0123456789012345678901234567890123456789012345678901234567890123456789\"", "host name")]
    [InlineData("mounts", "[{\"destination\":\"/m\",\"type\":\"quuxfs\"}]", "/m", "quuxfs")]
    [InlineData("mounts", "[{\"destination\":\"/m\",\"type\":\"tmpfs\",\"options\":[\"quux=1\"]}]", "/m", "quux")]
    [InlineData("mounts", "[{\"destination\":\"/m\",\"type\":\"tmpfs\",\"options\":[\"size=lots\"]}]", "/m", "size")]
    [InlineData("mounts", "[{\"destination\":\"/m\",\"type\":\"bind\",\"source\":\"/nope\"}]", "/m", "/nope")]
    [InlineData("mounts", "[{\"destination\":\"/m\",\"type\":\"bind\"}]", "/m", "source")]
    [InlineData("mounts", "[{\"destination\":\"/bin/busybox\",\"type\":\"bind\",\"source\":\"/tmp\"}]", "/bin/busybox")]
    [InlineData("mounts", "[{\"destination\":\"/\",\"type\":\"tmpfs\"}]", "root")]
    [InlineData("mounts", "[{\"type\":\"tmpfs\"}]", "mounts[0].destination")]
    [InlineData("mounts", "[{\"destination\":\"/bin/busybox/x\",\"type\":\"tmpfs\"}]", "/bin/busybox/x")]
    [InlineData("linux/namespaces/0/path", "\"/nope\"", "linux.namespaces", "/nope")]
    [InlineData("linux/namespaces/0/path", "\"/proc/self/ns/uts\"", "linux.namespaces", "not a pid namespace")]
    [InlineData("linux/namespaces/1/path", "\"/proc/self/ns/uts\"", "linux.namespaces", "not a network namespace")]
    [InlineData("linux/namespaces/1/path", "\"/etc/passwd\"", "linux.namespaces", "not a network namespace")]
    [InlineData("linux/namespaces/1/path", "\"/dev/zero\"", "linux.namespaces", "not a network namespace")]
    [InlineData("linux/namespaces/1/type", "\"quux\"", "linux.namespaces", "quux")]
    [InlineData("linux/namespaces/1/type", "\"pid\"", "linux.namespaces", "twice")]
    [InlineData("linux/namespaces", "[{\"type\":\"pid\"}]", "linux.namespaces")]
    [InlineData("linux/seccomp", "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"QUUX\"]}", "linux.seccomp", "QUUX")]
    [InlineData("linux/seccomp", "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_QUUX\"]}", "linux.seccomp", "SCMP_ARCH_QUUX")]
    [InlineData("linux/seccomp", "{\"defaultAction\":\"SCMP_ACT_QUUX\"}", "linux.seccomp", "SCMP_ACT_QUUX")]
    [InlineData("linux/sysctl", "{\"net.quux\":\"1\"}", "sysctl", "net.quux")]
    [InlineData("linux/sysctl", "{\"net.ipv4.ip_forward\":\"quux\"}", "sysctl", "net.ipv4.ip_forward")]
    [InlineData("linux/sysctl", "{\"vm.swappiness\":\"1\"}", "sysctl", "vm.swappiness")]
    [InlineData("linux/rootfsPropagation", "\"quux\"", "linux.rootfsPropagation")]
    [InlineData("linux/devices", "[{\"path\":\"/dev/x\",\"type\":\"q\"}]", "linux.devices")]
    [InlineData("linux/resources/cpu", "{\"cpus\":\"9999\"}", "cpuset.cpus", "9999")]
    [InlineData("linux/resources/cpu", "{\"cpus\":\"x\"}", "cpuset.cpus")]
    [InlineData("linux/resources/memory", "{\"limit\":\"x\"}", "linux.resources.memory.limit")]
    [InlineData("linux/resources/hugepageLimits", "[{\"pageSize\":\"3MB\",\"limit\":1}]", "huge")]
    [InlineData("linux/resources/blockIO", "{\"throttleReadBpsDevice\":[{\"major\":999,\"minor\":0,\"rate\":1}]}", "999:0")]
    [InlineData("linux/resources/unified", "{\"quux.max\":\"1\"}", "quux.max")]
    [InlineData("linux/resources/unified", "{\"../../x\":\"1\"}", "../../x")]
    [InlineData("hooks", "{\"createRuntime\":[{\"path\":\"/nope\"}]}", "hook", "/nope")]
    [InlineData("hooks", "{\"createRuntime\":[{\"path\":\"/bin/false\"}]}", "hook", "/bin/false")]
    [InlineData("hooks", "{\"createContainer\":[{\"path\":\"/bin/false\"}]}", "hook", "/bin/false")]
    public void A_field_that_cannot_be_is_named(string path, string? json, params string[] said)
    {
        TestBundle bundle = TestBundle.Create().Change(config => Put(config, path.Split('/'), json));
        CommandResult run = RunBundle(bundle).Exits(1);
        Clear.IsRefused(run, said);
        string id = NewId();
        // The container's own streams would hold the test's open.
        CommandResult create = Script($"exec $R create --bundle {bundle.Folder} {id} </dev/null").Exits(1);
        Clear.IsRefused(create, said);
        Assert.False(Directory.Exists(Path.Combine(StateRoot, id)), "the state directory was left");
    }

    [Theory]
    [InlineData("/nope")]
    [InlineData("nope")]
    [InlineData("/tmp")]
    [InlineData("/etc/plain")]
    public void A_program_that_cannot_be_executed_is_an_error_of_run_and_of_create(string program)
    {
        TestBundle bundle = TestBundle.Create().Runs(program);
        Clear.IsRefused(RunBundle(bundle).Exits(1), program);
        Clear.IsRefused(Script($"exec $R create --bundle {bundle.Folder} {NewId()} </dev/null").Exits(1), program);
    }

    [Fact]
    public void An_unknown_capability_is_a_warning()
    {
        CommandResult result = RunBundle(TestBundle.Create("echo ran").WithCapabilities("CAP_KILL", "CAP_QUUX"));
        Assert.Equal("ran", result.Succeeds().Text);
        Assert.Contains("CAP_QUUX", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_field_is_ignored() =>
        Assert.Equal("ran", RunBundle(TestBundle.Create("echo ran").Change(config =>
        {
            config["quux"] = new JsonObject { ["a"] = 1 };
            config["linux"]!["quux"] = new JsonArray(1, "2");
            config["process"]!["user"]!["username"] = "windows";
            config["vm"] = new JsonObject();
        })).Succeeds().Text);

    [Theory]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("/etc")]
    [InlineData("\u00e9")]
    public void An_id_that_is_no_file_name_is_refused_by_every_verb(string id)
    {
        TestBundle bundle = TestBundle.Create();
        string[] before = Directory.GetFileSystemEntries(Sandbox.RunRoot);
        foreach (string[] words in (string[][])[["run", "--bundle", bundle.Folder], ["create", "--bundle", bundle.Folder], ["start"], ["state"], ["kill"], ["delete"], ["pause"], ["resume"], ["ps"]])
            Clear.IsRefused(Runtime([.. words, id]).Exits(1), "container ID");
        Assert.True(Runtime("delete", "--force", id).ExitCode is 0 or 1);
        Assert.Equal(before, Directory.GetFileSystemEntries(Sandbox.RunRoot));
    }

    [Fact]
    public void A_second_container_of_the_same_id_leaves_the_first_alone()
    {
        TestBundle bundle = TestBundle.Create("sleep 60");
        (string id, int pid) = CreateBundle(bundle);
        Clear.IsRefused(Runtime("run", "--bundle", bundle.Folder, id).Exits(1), "already exists");
        Clear.IsRefused(Runtime("create", "--bundle", bundle.Folder, id).Exits(1), "already exists");
        Assert.Contains($"\"pid\": {pid}", Runtime("state", id).Succeeds().Output, StringComparison.Ordinal);
        Runtime("start", id).Succeeds();
        Assert.Contains("running", Runtime("state", id).Succeeds().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rm config.json", "not found")]
    [InlineData(": >config.json", "empty")]
    [InlineData("printf '{' >config.json", "not valid JSON")]
    [InlineData("echo '[]' >config.json", "expected an object")]
    [InlineData("echo 'null' >config.json", "expected an object")]
    [InlineData("printf '\\377\\376' >config.json", "UTF-8")]
    [InlineData("rm config.json; mkdir config.json", "not a regular file")]
    [InlineData("rm config.json; mkfifo config.json", "not a regular file")]
    [InlineData("rm config.json; ln -s /dev/zero config.json", "not a regular file")]
    [InlineData("truncate -s 1G config.json", "config.json")]
    public void A_configuration_file_that_is_none_is_refused(string setUp, string said)
    {
        TestBundle bundle = TestBundle.Create();
        Command.Shell($"cd {bundle.Folder}; {setUp}").Succeeds();
        CommandResult result = RunBundle(bundle).Exits(1);
        Clear.IsRefused(result, "config.json", said);
        Assert.True(result.Elapsed < TimeSpan.FromSeconds(5), $"took {result.Elapsed}");
    }

    [Fact]
    public void A_bundle_that_is_not_there_is_refused() => Clear.IsRefused(Runtime("run", "--bundle", "/nope", NewId()).Exits(1), "/nope");

    [Fact]
    public void An_ordinary_user_is_told_what_is_missing()
    {
        TestBundle bundle = TestBundle.Create();
        string folder = Sandbox.NewDirectory();
        Command.Shell($"chmod -R a+rX {bundle.Folder} {Sandbox.Location}; chmod 777 {folder}").Succeeds();
        const string nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
        Clear.IsRefused(Command.Shell($"{nobody} {Sandbox.Binary} runtime --root {folder}/state run --bundle {bundle.Folder} x").Exits(1), "user namespace");
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        bundle.Change(config => config["linux"]!["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "user" }));
        Clear.IsRefused(Command.Shell($"{nobody} {Sandbox.Binary} runtime --root {folder}/state run --bundle {bundle.Folder} x").Exits(1), "config.json: linux.uidMappings");
        bundle.Change(config =>
        {
            foreach (string kind in (string[])["uidMappings", "gidMappings"])
                config["linux"]![kind] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 65534, ["size"] = 1 });
        });
        Clear.IsRefused(Command.Shell($"{nobody} {Sandbox.Binary} runtime --root /proc/nope run --bundle {bundle.Folder} x").Exits(1), "/proc/nope");
    }

    [Fact]
    public void What_a_message_repeats_does_nothing_to_a_terminal()
    {
        CommandResult result = RunBundle(TestBundle.Create().Change(config => config["linux"]!["rootfsPropagation"] = "\u001b]0;evil\u0007\nberth: all is well" + new string('x', 5000)));
        Clear.IsRefused(result.Exits(1), "rootfsPropagation");
    }

    [Fact]
    public void A_process_that_is_killed_before_it_is_ready_was_not_created()
    {
        TestBundle bundle = TestBundle.Create().Change(config => config["linux"]!["resources"]!["memory"] = new JsonObject { ["limit"] = 1 });
        string id = NewId();
        Clear.IsRefused(Script($"exec $R create --bundle {bundle.Folder} {id} </dev/null").Exits(1));
        Clear.IsRefused(Runtime("state", id).Exits(1), "does not exist");
        Clear.IsRefused(RunBundle(bundle).Exits(1), "killed before it was ready");
    }

    private static void Put(JsonNode config, string[] path, string? json)
    {
        JsonNode at = config;
        foreach (string name in path[..^1])
            at = at is JsonArray list ? list[int.Parse(name)]! : at[name] ??= new JsonObject();
        if (json is null)
            at.AsObject().Remove(path[^1]);
        else
            at[path[^1]] = JsonNode.Parse(json);
    }
}
