using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>
/// Users, groups and capabilities that a hostile image or a careless caller could bring about (CVE-2016-3697, 2022-29162, 2022-2989, 2022-4318,
/// 2024-9676, 2024-40635, 2026-30892, 2026-46680, 2026-47262).
/// </summary>
public sealed class HardeningIdentityTests(Sandbox sandbox) : BundleTest(sandbox)
{
    private const string Whoami = "echo $(id -u):$(id -g):$(id -G)";

    [Fact]
    public void A_number_is_a_number_whatever_the_image_calls_its_users()
    {
        using Image image = Make("printf '1000:x:0:0::/:/bin/sh\\n+1:x:0:0::/:/bin/sh\\n4294967296:x:0:0::/:/bin/sh\\nlarge:x:4294967296:4294967296::/:/bin/sh\\nminus:x:-1:-1::/:/bin/sh\\n' >etc/passwd; printf '1000:x:0:\\n2000:x:0:1000\\n' >etc/group");
        Assert.Equal("1000:0:0", image.Run("-u", "1000").Succeeds().Text);
        Assert.Equal("1000:1000:1000", image.Run("-u", "1000:1000").Succeeds().Text);
        Assert.Equal("7:2000:2000", image.Run("-u", "7:2000").Succeeds().Text);
        foreach (string user in (string[])["4294967296", "2147483648", "-1", "4294967295", "1:4294967296", "1:-1", "18446744073709551616", "99999999999999999999999", "large", "minus", "0x0", "1e3", " 0", "0 "])
            Clear.IsRefused(image.Run("-u", user));
    }

    [Fact]
    public void An_image_s_own_user_is_read_as_strictly()
    {
        foreach (string user in (string[])["4294967296", "2147483648", "-1", "0x0"])
        {
            using Image image = Make("printf '4294967296:x:0:0::/:/bin/sh\\n-1:x:0:0::/:/bin/sh\\n2147483648:x:0:0::/:/bin/sh\\n' >etc/passwd", $"USER {user}");
            Clear.IsRefused(image.Run());
        }
    }

    [Theory]
    [InlineData("ln -sf {0}/file etc/passwd")]
    [InlineData("ln -sf ../../../../../../../..{0}/file etc/passwd")]
    [InlineData("rm etc/passwd; mkfifo etc/passwd")]
    [InlineData("rm etc/passwd; mkdir etc/passwd")]
    [InlineData("rm etc/passwd; mknod etc/passwd c 1 5")]
    [InlineData("rm -r etc; ln -s {0} etc")]
    [InlineData("rm etc/passwd; ln -s passwd etc/passwd")]
    [InlineData("truncate -s 40M etc/passwd")]
    [InlineData("ln -sf /proc/self/environ etc/passwd")]
    [InlineData("printf 'alice:x:1000:1000::/ho\\0me:/bin/sh\\nroot:x:0:0::/\\0:/bin/sh\\n' >etc/passwd")]
    [InlineData("printf 'alice:x:1000:1000::/\\033[31m/../..//x:/bin/sh\\n' >etc/passwd")]
    [InlineData("rm etc/group; mkfifo etc/group")]
    [InlineData("ln -sf {0}/file etc/group")]
    public void Account_files_that_are_none_neither_block_nor_lead_outside(string setUp)
    {
        var victim = new Victim("mallory:x:0:0::/:/bin/sh\nmallory:x:0:\n");
        using Image image = Make(setUp.Replace("{0}", victim.Folder));
        foreach (string user in (string[])["mallory", "0:mallory", "alice"])
        {
            CommandResult result = image.Run("-u", user);
            victim.IsUntouched(result);
            Assert.True(result.Elapsed < TimeSpan.FromSeconds(10), $"took {result.Elapsed}");
            if (result.ExitCode != 0)
                Clear.IsOneLine(result);
            else
                Assert.StartsWith("1000:1000:1000", result.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_huge_account_file_is_refused_before_it_is_read()
    {
        using Image image = Make("head -c 40000000 /dev/zero | tr '\\0' 'x' >>etc/group");
        CommandResult result = image.Run("-u", "alice");
        Assert.True(result.Elapsed < TimeSpan.FromSeconds(10), $"took {result.Elapsed}");
        Clear.IsRefused(result, "etc/group");
    }

    [Fact]
    public void Nothing_is_written_into_the_account_files()
    {
        string passwd = InContainer("cat /etc/passwd /etc/group").Succeeds().Output;
        string injection = "/\nroot2::0:0::/:/bin/sh";
        Assert.Equal(passwd, InContainer("cat /etc/passwd /etc/group", "-u", "4321:4321", "-e", $"HOME={injection}", "-w", "/tmp", "--hostname", "h").Succeeds().Output);
    }

    [Fact]
    public void The_sets_that_survive_execution_are_empty()
    {
        const string sets = "grep -E '^Cap(Inh|Amb)' /proc/self/status | cut -f 2 | sort -u";
        // The caller's own inheritable and ambient sets are not.
        string caller = "setpriv --inh-caps=+net_raw,+kill,+chown --ambient-caps=+net_raw,+kill,+chown --groups 10,20,30 -- ";
        TestBundle bundle = TestBundle.Create($"{sets}; id -G");
        Assert.Equal(["0000000000000000", "0"], Script($"exec {caller} $R run --bundle {bundle.Folder} {NewId()} </dev/null").Succeeds().Lines);
        (string id, _) = CreateBundle(TestBundle.Create("sleep 60"));
        Runtime("start", id).Succeeds();
        Assert.Equal(["0000000000000000", "0"], Script($"exec {caller} $R exec {id} sh -c \"{sets}; id -G\" </dev/null").Succeeds().Lines);
        Assert.Equal(["0000000000000000", "0"], Script($"exec {caller} $R exec --cap CAP_NET_RAW {id} sh -c \"{sets}; id -G\" </dev/null").Succeeds().Lines);
        string background = Background([], "sleep", "60");
        Assert.Equal("0000000000000000", Berth("exec", background, "sh", "-c", sets).Succeeds().Text);
        Assert.Equal("0000000000000000", Berth("exec", "--privileged", background, "sh", "-c", sets).Succeeds().Text);
    }

    [Fact]
    public void Supplementary_groups_are_exactly_those_asked_for()
    {
        Assert.Equal("5:6:6", InContainer(Whoami, "-u", "5:6").Succeeds().Text);
        Assert.Equal("1000:1000:1000 2000", InContainer(Whoami, "-u", "alice").Succeeds().Text);
        Assert.Equal("1000:65534:65534", InContainer(Whoami, "-u", "alice:nogroup").Succeeds().Text);
        Assert.Equal("1000:1000:1000 77 2000", InContainer(Whoami, "-u", "alice", "--group-add", "77").Succeeds().Text);
        TestBundle bundle = TestBundle.Create(Whoami).Change(config =>
        {
            config["process"]!["user"]!["uid"] = 11;
            config["process"]!["user"]!["gid"] = 12;
            config["process"]!["user"]!["additionalGids"] = new System.Text.Json.Nodes.JsonArray(13, 14);
        });
        Assert.Equal("11:12:12 13 14", Script($"exec setpriv --groups 10,20,30 -- $R run --bundle {bundle.Folder} {NewId()} </dev/null").Succeeds().Text);
    }

    [Fact]
    public void The_user_of_exec_is_who_was_asked_for()
    {
        (string id, _) = CreateBundle(TestBundle.Create("sleep 60"));
        Runtime("start", id).Succeeds();
        Assert.Equal("1:0:0", Runtime("exec", "-u", "1", id, "sh", "-c", Whoami).Succeeds().Text);
        Assert.Equal("1:2:2", Runtime("exec", "--user", "1:2", id, "sh", "-c", Whoami).Succeeds().Text);
        Assert.Equal("1:2:2 3", Runtime("exec", "-u", "1:2", "-g", "3", id, "sh", "-c", Whoami).Succeeds().Text);
        foreach (string user in (string[])["root", "4294967295", "1:4294967295", "4294967296", "-1", "1:", "1:x", "1:4294967296", ":1", "0x1", "1:2:3", " 1", "+1"])
        {
            CommandResult result = Runtime("exec", $"--user={user}", id, "sh", "-c", Whoami);
            Assert.True(result.ExitCode == 255, $"'{user}' ended with {result.ExitCode}: {result.Output}{result.Error}");
        }
    }

    private Image Make(string setUp, params string[] changes)
    {
        string folder = Sandbox.NewDirectory();
        Command.Shell($"""
            set -e
            mkdir {folder}/root; tar -C {folder}/root -xf {Sandbox.Location}/busybox.tar
            cd {folder}/root; {setUp}
            tar -cf {folder}/image.tar .
            """).Succeeds();
        string name = $"identity{Guid.NewGuid():N}"[..16];
        string[] options = [.. changes.SelectMany(change => (string[])["--change", change])];
        CommandResult imported = Berth(["import", .. options, Path.Combine(folder, "image.tar"), name]);
        if (imported.ExitCode != 0)
            Assert.Skip($"cannot be imported: {imported.Error}");
        return new Image(this, name);
    }

    private sealed class Image(HardeningIdentityTests tests, string name) : IDisposable
    {
        public CommandResult Run(params string[] options) => tests.Berth(["run", "--rm", .. options, name, "sh", "-c", Whoami]);

        public void Dispose() => tests.Berth("rmi", name);
    }
}
