using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>
/// What of the kernel a container may see and use: masks, devices, cgroups, the host's parameters (CVE-2015-3630, 2017-16539, 2018-10892,
/// 2023-25809, and the side channels of power and interrupts).
/// </summary>
public sealed class HardeningKernelTests(Sandbox sandbox) : BundleTest(sandbox)
{
    private const string ShowMasked = """
        for file in kcore keys latency_stats timer_list timer_stats sched_debug interrupts; do
            [ ! -e /proc/$file ] || [ -z "$(head -c 1 /proc/$file | tr '\0' x)" ] || echo "$file can be read"
        done
        for directory in /proc/acpi /proc/asound /proc/scsi /sys/firmware /sys/devices/virtual/powercap /sys/devices/system/cpu/cpu*/thermal_throttle; do
            [ ! -d $directory ] || [ -z "$(ls -A $directory)" ] || echo "$directory can be listed"
            [ ! -d $directory ] || ! mkdir $directory/x 2>/dev/null || echo "$directory can be written"
        done
        for path in bus fs irq sys sysrq-trigger; do
            [ ! -e /proc/$path ] || grep -q " /proc/$path ro," /proc/self/mountinfo || echo "$path is not read-only"
        done
        (echo b >/proc/sysrq-trigger) 2>/dev/null && echo "sysrq can be triggered"
        (echo x >/proc/sys/kernel/core_pattern) 2>/dev/null && echo "core_pattern can be set"
        echo seen
        """;

    [Fact]
    public void The_kernel_s_tell_tale_files_are_masked_in_both_defaults()
    {
        Assert.Equal("seen", RunBundle(TestBundle.Create(ShowMasked)).Succeeds().Text);
        Assert.Equal("seen", InContainer(ShowMasked).Succeeds().Text);
    }

    [Fact]
    public void Masks_hold_against_one_who_may_almost_everything()
    {
        // Capabilities alone do not undo a mask: without CAP_SYS_ADMIN nothing is unmounted, and a new procfs cannot be mounted.
        TestBundle bundle = TestBundle.Create(ShowMasked + "\numount /proc/keys /proc/sys 2>/dev/null && echo unmounted; mkdir /p; mount -t proc proc /p 2>/dev/null && echo mounted; true")
            .WithCapabilities("CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE", "CAP_CHOWN", "CAP_FOWNER", "CAP_MKNOD", "CAP_SYS_CHROOT", "CAP_NET_ADMIN");
        Assert.Equal("seen", RunBundle(bundle).Succeeds().Text);
    }

    [Fact]
    public void A_disk_of_the_host_can_be_named_but_not_opened()
    {
        const string script = """
            try() { mknod /tmp/$1 $2 $3 $4 || echo "cannot make $1"; (head -c 1 /tmp/$1 || echo x >/tmp/$1) 2>&1 | grep -q 'not permitted' || echo "$1 can be opened"; }
            for disk in /sys/block/*/dev; do IFS=: read major minor <$disk; try disk$major-$minor b $major $minor; done
            try mem c 1 1; try kmsg c 1 11; try fuse c 10 229; try kvm c 10 232; try tty0 c 4 0; try loop-control c 10 237; try port c 1 4
            for device in null zero full random urandom tty; do (: </dev/$device) 2>/dev/null || [ $device = tty ] || echo "$device cannot be opened"; done
            echo done
            """;
        Assert.Equal("done", RunBundle(TestBundle.Create(script).WithCapabilities("CAP_MKNOD", "CAP_DAC_OVERRIDE", "CAP_SYS_RAWIO")).Succeeds().Text);
        Assert.Equal("done", InContainer(script, "--cap-add", "SYS_RAWIO").Succeeds().Text);
    }

    [Fact]
    public void Only_the_devices_of_the_list_are_allowed_and_a_later_rule_wins()
    {
        TestBundle bundle = TestBundle.Create("""
            mknod /tmp/kmsg c 1 11; mknod /tmp/mem c 1 1
            (: </tmp/kmsg) 2>/dev/null && echo kmsg; (: </tmp/mem) 2>/dev/null && echo mem; (: >/tmp/kmsg) 2>/dev/null && echo writes; true
            """).WithCapabilities("CAP_MKNOD", "CAP_SYSLOG", "CAP_SYS_RAWIO", "CAP_SYS_ADMIN").Change(config => config["linux"]!["resources"]!["devices"] = JsonNode.Parse("""
            [{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":11,"access":"r"},{"allow":true,"type":"c","major":1,"minor":1,"access":"rwm"},
             {"allow":false,"type":"c","major":1,"minor":1,"access":"rwm"}]
            """));
        Assert.Equal("kmsg", RunBundle(bundle).Succeeds().Text);
    }

    [Fact]
    public void The_cgroup_file_systems_are_read_only()
    {
        const string script = """
            cd /sys/fs/cgroup
            for directory in . *; do
                [ -d $directory ] || continue
                mkdir $directory/mine 2>/dev/null && echo "$directory can be added to"
                (echo 0 >$directory/cgroup.procs) 2>/dev/null && echo "$directory can be entered"
                [ ! -e $directory/release_agent ] || ! (echo /evil >$directory/release_agent) 2>/dev/null || echo "$directory runs our agent"
                [ ! -e $directory/devices.allow ] || ! (echo a >$directory/devices.allow) 2>/dev/null || echo "devices can be allowed"
                [ ! -e $directory/memory.max ] || ! (echo max >$directory/memory.max) 2>/dev/null || echo "memory can be had"
            done
            echo done
            """;
        Assert.Equal("done", RunBundle(TestBundle.Create(script).WithCapabilities("CAP_DAC_OVERRIDE")).Succeeds().Text);
        Assert.Equal("done", InContainer(script).Succeeds().Text);
    }

    [Fact]
    public void Counts_that_once_overflowed_a_message_are_taken_or_refused()
    {
        Clear.IsRefused(RunBundle(TestBundle.Create().Change(config =>
            config["process"]!["user"]!["additionalGids"] = new JsonArray([.. Enumerable.Range(1, 70_000).Select(i => (JsonNode)i)]))), "groups");
        string path = "/" + string.Join('/', Enumerable.Repeat(new string('d', 200), 25));
        // Longer than the kernel takes in one piece; mount points are found component by component.
        Assert.Equal("", RunBundle(TestBundle.Create().WithMount(path, "tmpfs", "tmpfs")).Succeeds().Output);
        Clear.IsRefused(RunBundle(TestBundle.Create().WithMount("/m", "tmpfs", "tmpfs", "size=" + new string('1', 70_000))));
        Clear.IsRefused(RunBundle(TestBundle.Create().Change(config => config["linux"]!["readonlyPaths"] = TestBundle.Texts([.. Enumerable.Range(0, 33_000).Select(i => $"/p{i}")]))), "readonlyPaths");
        // As many as fit are taken.
        TestBundle many = TestBundle.Create("grep -c '/many/' /proc/self/mountinfo").Change(config => config["process"]!["env"]!.AsArray().Add("LONG=" + new string('x', 100_000)));
        for (int i = 0; i < 150; i++)
            many.WithMount($"/many/{i}", "tmpfs", "tmpfs");
        Assert.Equal("150", RunBundle(many).Succeeds().Text);
    }

    [Fact]
    public void An_annotation_lifts_no_limit_and_drives_nothing()
    {
        const string script = "cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null; grep ^Seccomp: /proc/self/status | cut -f 2; grep CapEff /proc/self/status | cut -f 2";
        TestBundle bundle = TestBundle.Create(script).Change(config => config["linux"]!["resources"]!["pids"] = new JsonObject { ["limit"] = 20 });
        string before = RunBundle(bundle).Succeeds().Output;
        bundle.Change(config => config["annotations"] = new JsonObject
        {
            ["io.kubernetes.cri-o.pidsLimit"] = "-1", ["run.oci.systemd.subgroup"] = "x", ["run.oci.keep_original_groups"] = "1", ["run.oci.hooks.stderr"] = "/evil",
            ["run.oci.seccomp_bpf_data"] = "x", ["org.systemd.property.TasksMax"] = "uint64 1000000", ["module.wasm.image/variant"] = "compat", ["run.oci.handler"] = "krun",
            ["io.podman.annotations.privileged"] = "TRUE",
        });
        Assert.Equal(before, RunBundle(bundle).Succeeds().Output);
    }
}
