using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>An ordinary user with <c>berth runtime</c>, in a user namespace of its own.</summary>
public sealed class RuntimeRootlessTests(Sandbox sandbox) : BundleTest(sandbox)
{
    private const int User = 4321;

    /// <summary>A bundle that belongs to the user, from what <c>spec --rootless</c> writes.</summary>
    private static TestBundle Owned(string script)
    {
        TestBundle bundle = TestBundle.Create();
        File.Delete(bundle.ConfigFile);
        Command.Shell($"chmod 755 {Sandbox.Location} {Sandbox.Location}/t && cp {Sandbox.Binary} {bundle.Folder}/berth && mkdir {bundle.Folder}/run && chown -R {User}:{User} {bundle.Folder}").Succeeds();
        AsUser(bundle, $"$R spec --rootless --bundle {bundle.Folder}").Succeeds();
        bundle.Change(config =>
        {
            config["process"]!["terminal"] = false;
            config["root"]!["readonly"] = false;
        });
        return bundle.Runs("sh", "-c", script);
    }

    /// <summary>A shell script of the user's, with the runtime's command in <c>$R</c>.</summary>
    private static CommandResult AsUser(TestBundle bundle, string script) => Command.Run("setpriv", "--reuid", $"{User}", "--regid", $"{User}", "--clear-groups",
        "env", "-i", "PATH=/bin:/usr/bin:/sbin:/usr/sbin", $"HOME={bundle.Folder}", $"XDG_RUNTIME_DIR={bundle.Folder}/run", $"R={bundle.Folder}/berth runtime", $"B={bundle.Folder}",
        "sh", "-c", script);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void A_container_runs_and_its_root_is_the_user()
    {
        TestBundle bundle = Owned("id -u; cat /proc/self/uid_map; echo 5 >/dev/null; touch /made; echo $$; exit 7");
        CommandResult result = AsUser(bundle, "$R run --bundle $B c").Exits(7);
        Assert.Equal(["0", $"0 {User} 1", "1"], result.Lines.Select(line => string.Join(' ', Words(line))));
        Assert.Equal("", result.Error);
        Command.Shell($"stat -c %u:%g {bundle.Rootfs}/made").Prints($"{User}:{User}");
    }

    [Fact]
    public void Create_start_exec_kill_and_delete_work_and_leave_nothing()
    {
        TestBundle bundle = Owned("sleep 60");
        CommandResult result = AsUser(bundle, """
            set -e
            $R create --bundle $B --pid-file $B/pid c </dev/null >/dev/null 2>&1
            $R state c | grep -o '"status": "[a-z]*"'
            $R start c
            $R list -q
            $R exec c sh -c 'echo $(id -u) $(cat /proc/1/cmdline | tr "\0" " ")'
            $R exec -t c tty
            [ "$($R ps -f json c)" = "[$(cat $B/pid)]" ] && echo listed
            $R kill --all c KILL
            while $R state c | grep -q running; do sleep 0.05; done
            $R delete c
            ls $B/run/berth/runtime
            """).Succeeds();
        Assert.Equal(["\"status\": \"created\"", "c", "0 sleep 60", "/dev/pts/0", "listed"], result.Lines.Select(line => line.Trim()));
    }

    [Fact]
    public void Ranges_of_subordinate_ids_are_mapped_by_newuidmap()
    {
        Assert.SkipUnless(Command.Shell("command -v newuidmap").ExitCode == 0, "newuidmap is missing (package uidmap)");
        TestBundle bundle = Owned("cat /proc/self/uid_map; touch /made; chown 5:6 /made");
        bundle.Change(config =>
        {
            foreach (string kind in (string[])["uidMappings", "gidMappings"])
            {
                config["linux"]![kind]!.AsArray().Add(new JsonObject { ["containerID"] = 1, ["hostID"] = 300000, ["size"] = 65536 });
            }

            foreach (string set in (string[])["bounding", "effective", "permitted"])
            {
                config["process"]!["capabilities"]![set]!.AsArray().Add("CAP_CHOWN");
            }
        });
        string[] files = ["/etc/passwd", "/etc/subuid", "/etc/subgid"];
        string folder = bundle.Folder;
        Command.Shell($"echo 'tester:x:{User}:{User}::/:/bin/sh' | cat - /etc/passwd >{folder}/passwd; echo tester:300000:65536 | tee {folder}/subuid >{folder}/subgid; touch /etc/subuid /etc/subgid").Succeeds();
        foreach (string file in files)
        {
            Command.Run("mount", "--bind", Path.Combine(folder, Path.GetFileName(file)), file).Succeeds();
        }

        try
        {
            CommandResult result = AsUser(bundle, "$R run --bundle $B c").Succeeds();
            Assert.Equal([$"0 {User} 1", "1 300000 65536"], result.Lines.Select(line => string.Join(' ', Words(line))));
            Command.Shell($"stat -c %u:%g {bundle.Rootfs}/made").Prints("300004:300005");
        }
        finally
        {
            foreach (string file in files)
            {
                Command.Run("umount", file).Succeeds();
            }
        }
    }

    [Fact]
    public void Without_a_user_namespace_the_error_says_what_is_missing()
    {
        TestBundle bundle = Owned("true").Change(config =>
        {
            config["linux"]!.AsObject().Remove("uidMappings");
            config["linux"]!.AsObject().Remove("gidMappings");
            config["linux"]!["namespaces"]!.AsArray().Remove(config["linux"]!["namespaces"]!.AsArray().Single(ns => (string)ns!["type"]! == "user"));
        });
        CommandResult result = AsUser(bundle, "$R run --bundle $B c").Exits(1);
        Assert.Contains("a container needs a user namespace", result.Error);
        Assert.Contains("root", result.Error);
        Assert.False(Directory.Exists(Path.Combine(bundle.Folder, "run/berth/runtime/c")));
    }

    [Fact]
    public void Ids_of_others_are_refused()
    {
        CommandResult result = AsUser(Owned("true").Change(config => config["linux"]!["uidMappings"]![0]!["hostID"] = 0), "$R run --bundle $B c").Exits(1);
        Assert.Contains("uid_map", result.Error);
    }
}
