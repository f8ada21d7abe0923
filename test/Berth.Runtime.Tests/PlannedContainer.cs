using System.Text;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using Berth.Oci.Runtime;
using Berth.Runtime.Lifecycle;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests;

/// <summary>Plans, prepares and runs a container with captured output, without cgroups or state: the launch plan alone.</summary>
internal static class PlannedContainer
{
    public static Spec SpecFor(params string[] args) => new()
    {
        OciVersion = RuntimeSpec.Version,
        Process = new Process
        {
            Args = args,
            Cwd = "/",
            Env = ["PATH=/bin"],
            User = new User(),
            Capabilities = new Capabilities { Bounding = ["CAP_CHOWN", "CAP_KILL", "CAP_SETUID"], Effective = ["CAP_CHOWN", "CAP_KILL"], Permitted = ["CAP_CHOWN", "CAP_KILL"] },
        },
        Root = new Root { Path = "rootfs" },
        Hostname = "planned",
        Mounts =
        [
            new Mount { Destination = "/proc", Type = "proc", Source = "proc", Options = ["nosuid", "noexec", "nodev"] },
            new Mount { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] },
            new Mount { Destination = "/dev/pts", Type = "devpts", Source = "devpts", Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
            new Mount { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", "ro"] },
            new Mount { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
            new Mount { Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
        ],
        Linux = new LinuxSection
        {
            Namespaces = [new() { Type = "pid" }, new() { Type = "network" }, new() { Type = "ipc" }, new() { Type = "uts" }, new() { Type = "mount" }],
            MaskedPaths = ["/proc/interrupts", "/proc/acpi", "/sys/firmware", "/proc/no-such-file"],
            ReadonlyPaths = ["/proc/sys", "/proc/bus"],
        },
    };

    public static (ExitStatus Status, string Output) Run(Spec spec, string rootfs, RootSource? root = null)
    {
        LaunchOutcome outcome = Launch(spec, root ?? new RootSource.BundleDirectory(rootfs), out Fd output);
        using (output)
        {
            var started = Assert.IsType<LaunchOutcome.Started>(outcome);
            using Fd pidFd = started.PidFd;
            string text = ReadToEnd(output);
            return (ChildProcesses.Reap(pidFd), text);
        }
    }

    public static LaunchOutcome Launch(Spec spec, RootSource root, out Fd output)
    {
        ContainerPlan plan = ContainerPlanner.Plan(new ContainerPlanRequest { Spec = spec, Root = root, HasStandardStreams = true, DiesWithParent = false });
        (Fd read, Fd write) = Pipes.Create();
        output = read;
        using (write)
        using (Fd nothing = Files.Open("/dev/null", OpenFlags.ReadWrite))
        {
            var given = new Dictionary<string, Fd> { ["stdin"] = nothing, ["stdout"] = write, ["stderr"] = write };
            using Preparer prepared = Preparer.Prepare(plan.Preparation, given);
            using var devices = new MovedNetDevices();
            LaunchOutcome outcome = LaunchExecutor.Execute(plan.Launch, prepared.DescriptorTable(plan.Launch.DescriptorCount), TimeSpan.FromSeconds(10),
                pause => PauseWork.Do(plan, pause, () => new State { OciVersion = RuntimeSpec.Version, Id = "planned", Status = "creating", Pid = pause.Pid, Bundle = "/bundle" }, devices));
            if (outcome is LaunchOutcome.Failed { Step: >= 0 } failed)
            {
                throw new InvalidOperationException($"{plan.Launch.Steps[failed.Step].Description}: {failed.Errno.Describe()}");
            }

            devices.Keep();
            return outcome;
        }
    }

    private static string ReadToEnd(Fd fd)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        int count;
        while ((count = Files.Read(fd, buffer)) > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
