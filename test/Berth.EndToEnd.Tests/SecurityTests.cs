using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>What a container may not do, and what limits hold it.</summary>
public sealed class SecurityTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    private const string Status = "grep -E '^(CapInh|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\t' | tr '\\n' ' '";

    [Fact]
    public void Capabilities_are_dockers_fourteen_and_none_is_inheritable() =>
        InContainer(Status).Prints("CapInh:0000000000000000 CapEff:00000000a80425fb CapBnd:00000000a80425fb CapAmb:0000000000000000 NoNewPrivs:0 Seccomp:2 ");

    [Fact]
    public void Capabilities_are_added_and_dropped() =>
        InContainer("grep CapEff /proc/self/status | cut -f 2", "--cap-drop", "ALL", "--cap-add", "net_admin", "--cap-add", "CAP_CHOWN").Prints("0000000000001001");

    [Fact]
    public void An_ordinary_user_has_no_effective_capability() => InContainer("grep CapEff /proc/self/status | cut -f 2", "-u", "alice").Prints("0000000000000000");

    [Fact]
    public void Security_options_are_obeyed() =>
        InContainer("grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status | cut -f 2 | tr '\\n' ' '", "--security-opt", "no-new-privileges", "--security-opt", "seccomp=unconfined").Prints("1 0 ");

    [Fact]
    public void A_privileged_container_has_what_the_machine_has()
    {
        string bounding = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapBnd:", StringComparison.Ordinal)).Split('\t')[1];
        InContainer("grep CapEff /proc/self/status | cut -f 2; grep ^Seccomp: /proc/self/status | cut -f 2; test -w /proc/sys/kernel/hostname && echo writable", "--privileged")
            .Prints($"{bounding}\n0\nwritable");
    }

    [Fact]
    public void Kernel_files_are_masked_or_read_only() =>
        InContainer("""
            for file in /proc/kcore /proc/keys /proc/timer_list /proc/sched_debug; do [ ! -e $file ] || head -c 1 $file; done | wc -c
            for folder in /proc/acpi /proc/scsi /sys/firmware; do [ ! -e $folder ] || ls -A $folder; done | wc -l
            for file in /proc/sys/kernel/hostname /sys/x; do (echo x > $file) 2>&1 | grep -o 'Read-only'; done
            """).Prints("0\n0\nRead-only\nRead-only");

    [Fact]
    public void The_kernel_s_crypto_sockets_are_refused()
    {
        NeedDebian();
        CommandResult result = Berth("run", "--rm", Sandbox.Debian, "perl", "-MSocket", "-e", "socket(my $s, 38, 5, 0) or print \"$!\"; socket(my $t, AF_INET, SOCK_STREAM, 0) and print \" ok\"");
        Assert.EndsWith(" ok", result.Succeeds().Output, StringComparison.Ordinal);
        Assert.True(result.Output.Length > 3, "AF_ALG could be opened");
    }

    [Fact]
    public void New_user_namespaces_and_mounts_are_refused() =>
        InContainer("mount -t tmpfs x /tmp 2>/dev/null && echo mounted; unshare -U true 2>/dev/null && echo unshared; true").Prints("");

    [Fact]
    public void Devices_are_dockers_few_and_others_cannot_be_opened()
    {
        InContainer("ls /dev | grep -v core | tr '\\n' ' '").Prints("fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero ");
        InContainer("mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem 2>&1 | grep -o 'not permitted'; head -c 3 /dev/zero | wc -c").Prints("not permitted\n3");
    }

    [Fact]
    public void A_device_that_is_asked_for_can_be_used() =>
        InContainer("ls -l /dev/mine | cut -c 1; head -c 2 /dev/mine | wc -c", "--device", "/dev/zero:/dev/mine:r").Prints("c\n2");

    [Fact]
    public void Memory_processes_and_processors_are_limited()
    {
        CommandResult limits = InContainer("""
            cd /sys/fs/cgroup
            cat memory.max memory/memory.limit_in_bytes 2>/dev/null
            cat pids.max pids/pids.max 2>/dev/null
            cat cpu.max cpu/cpu.cfs_quota_us 2>/dev/null
            true
            """, "--memory", "64m", "--pids-limit", "50", "--cpus", "1.5").Succeeds();
        string[] lines = limits.Lines;
        Assert.Equal("67108864", lines[0]);
        Assert.Equal("50", lines[1]);
        Assert.StartsWith("150000", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_takes_too_much_memory_is_killed_and_says_so()
    {
        string id = Background(["--memory", "16m"], "sh", "-c", "x=a; while :; do x=$x$x; done");
        Berth("wait", id).Prints("137");
        Berth("inspect", "--format", "{{.State.OOMKilled}}", id).Prints("true");
    }

    [Fact]
    public void A_fork_bomb_stops_at_the_limit() =>
        InContainer("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1 & done 2>/dev/null; true", "--pids-limit", "6");

    [Fact]
    public void Nothing_of_the_caller_leaks_in()
    {
        InContainer("ls -l /proc/self/fd | grep -c -- '->'; umask; grep -E '^(SigBlk|SigIgn):' /proc/self/status | cut -f 2 | sort -u").Prints("3\n0022\n0000000000000000");
        InContainer("cat /proc/1/comm; ls / | tr '\\n' ' '").Prints("sh\nbin dev etc home proc root sys tmp usr var ");
    }

    [Fact]
    public void The_marker_file_of_docker_is_there() => InContainer("test -f /.dockerenv && echo yes").Prints("yes");
}
