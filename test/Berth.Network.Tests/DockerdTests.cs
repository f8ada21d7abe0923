using System.Diagnostics;

namespace Berth.Network.Tests;

public sealed class DockerdTests
{
    /// <summary>The real daemon, in the test's host namespace and a mount namespace of its own, so that the machine's is not touched.</summary>
    [Fact]
    public void Beside_a_real_dockerd_containers_reach_the_outside_and_dockerd_can_be_restarted()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/dockerd") && File.Exists("/usr/bin/docker"), "needs dockerd");
        using var bed = new Testbed();
        using (Dockerd.Start(bed))
        {
            BridgeNetwork network = bed.Open();
            using Container container = bed.Attach(network);
            Assert.Equal("172.18.0.0/16", network.Record.Subnet.ToString());
            using var listener = bed.ListenOutside(80);
            Assert.Equal("198.51.100.2", Testbed.Connect(container.Netns, Testbed.Outside, 80));
            Assert.Null(bed.OnHost(network.DiagnoseForwarding));
        }
        using (Dockerd.Start(bed))
        {
            using Container container = bed.Attach(bed.Open(), "two");
            using var listener = bed.ListenOutside(81);
            Assert.Equal("198.51.100.2", Testbed.Connect(container.Netns, Testbed.Outside, 81));
        }
    }

    private sealed class Dockerd(Process process) : IDisposable
    {
        internal static Dockerd Start(Testbed bed)
        {
            string directory = Path.Combine(bed.Directory, "docker");
            System.IO.Directory.CreateDirectory(directory);
            string script = $"mount --make-rprivate / && mount -t tmpfs none /run && exec dockerd --data-root {directory} --exec-root /run/exec -p /run/docker.pid -H unix://{directory}/sock --storage-driver vfs >{directory}/log 2>&1";
            Process process = bed.OnHost(() => Process.Start(new ProcessStartInfo("unshare", ["-m", "sh", "-c", script]))!);
            for (int i = 0; i < 300; i++)
            {
                if (process.HasExited) Assert.Skip("dockerd does not start here: " + File.ReadAllText(directory + "/log").Split('\n')[^2]);
                if (Testbed.Execute("docker", "", "-H", $"unix://{directory}/sock", "version", "--format", "{{.Server.Version}}") is { } version && char.IsDigit(version[0])) return new Dockerd(process);
                Thread.Sleep(100);
            }
            process.Kill();
            Assert.Skip("dockerd does not answer within 30 s");
            return null!;
        }

        public void Dispose()
        {
            // SIGTERM, so that it ends its containerd too.
            Testbed.Execute("kill", "", process.Id.ToString());
            if (!process.WaitForExit(20_000)) process.Kill();
            process.Dispose();
        }
    }
}
