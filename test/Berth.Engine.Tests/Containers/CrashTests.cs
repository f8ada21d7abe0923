using System.Diagnostics;

namespace Berth.Engine.Tests;

/// <summary>kill -9 of whoever creates, renames and removes, at any instant: the next command finds nothing or complete things.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TestEngine test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public void A_kill_at_any_instant_leaves_nothing_or_a_complete_container()
    {
        test.Containers.Remove(test.Create());
        for (int round = 0; round < 12; round++)
        {
            using (Process child = ChildProcess.Start("churn", test.Root))
            {
                Assert.Equal("ready", child.StandardOutput.ReadLine());
                // From the first system calls on to well into the loop, at no particular place.
                Thread.Sleep(TimeSpan.FromMicroseconds(300 + round * 2700));
                child.Kill();
                child.WaitForExit();
            }

            BerthEngine engine = test.OpenAgain();
            foreach (ContainerListing listing in engine.Containers.Scan())
            {
                Container found = engine.Containers.Get(listing.Id.Value);
                Assert.Equal(ContainerStatus.Created, found.ReadState().Status);
                Assert.NotEmpty(found.Spec.Mounts!);
                Assert.NotEmpty(found.Name);
                Assert.True(Directory.Exists(found.Directory.Upper));
                engine.Containers.Remove(found, volumes: true);
            }
            // What was half made or half removed went with the scan; dead names are there to be taken.
            Assert.Empty(Directory.GetFileSystemEntries(engine.Paths.Containers));
            foreach (string name in Directory.GetFileSystemEntries(engine.Paths.Names))
            {
                Container taken = test.Create(Path.GetFileName(name));
                test.Containers.Remove(taken);
            }
            Assert.Empty(Directory.GetFileSystemEntries(engine.Paths.Names));
            Assert.DoesNotContain(engine.Volumes.List(), volume => volume.Name.Length == 64);
            Assert.All(engine.Volumes.List(), volume => Assert.True(Directory.Exists(volume.Mountpoint)));
        }
    }

    [Fact]
    public void Eight_processes_fight_over_one_name_and_one_has_it_at_a_time()
    {
        Process[] fighters = [.. Enumerable.Range(0, 8).Select(_ => ChildProcess.Start("fight", test.Root, "8"))];
        foreach (Process fighter in fighters)
        {
            string error = fighter.StandardError.ReadToEnd();
            fighter.WaitForExit();
            Assert.Equal("", error);
            Assert.Equal(0, fighter.ExitCode);
            fighter.Dispose();
        }
        Assert.Empty(test.Containers.List(new ContainerListOptions { All = true }));
        Assert.Empty(Directory.GetFileSystemEntries(test.Engine.Paths.Names));
    }

    [Fact]
    public void A_name_of_a_container_that_vanished_is_free()
    {
        Container made = test.Create("web");
        Directory.Delete(made.Directory.Path, recursive: true);
        Assert.False(test.Containers.TryGet("web", out _));
        test.Create("web");
    }

    [Fact]
    public void What_is_being_made_by_someone_who_lives_is_left_alone()
    {
        using ContainerStorage.Draft draft = test.Containers.Storage.Begin();
        draft.TakeName("busy");
        Assert.Empty(test.OpenAgain().Containers.Scan());
        Assert.Equal(Berth.Oci.ErrorKind.Conflict, TestEngine.Refused(() => test.Create("busy")).Kind);
        Assert.True(Directory.Exists($"{test.Engine.Paths.Containers}/{ContainerStorage.CreatingPrefix}{draft.Id.Value}"));
    }

    [Fact]
    public void A_container_recorded_as_running_without_a_supervisor_is_reported_exited_and_repaired()
    {
        Container made = test.Create("web");
        made.WriteState(new StateRecord { Status = ContainerStatus.Running, Pid = 1, StartedAt = Rfc3339.Format(DateTimeOffset.UtcNow) });
        Container found = test.OpenAgain().Containers.Get("web");
        StateRecord state = found.ReadState();
        Assert.Equal((ContainerStatus.Exited, 137, 0), (state.Status, state.ExitCode, state.Pid));
        Assert.Equal(ContainerStatus.Exited, StateReader.ReadRecorded(found.Directory).Status);
        Assert.StartsWith("Exited (137) ", Assert.Single(test.Containers.List(new ContainerListOptions { All = true })).Status);
    }

    [Fact]
    public void An_orphan_under_rm_is_removed()
    {
        Container made = test.Create("web", new Contracts.HostConfig { AutoRemove = true });
        made.WriteState(new StateRecord { Status = ContainerStatus.Running, Pid = 1 });
        Assert.Empty(test.OpenAgain().Containers.List(new ContainerListOptions { All = true }));
        Assert.Empty(Directory.GetFileSystemEntries(test.Engine.Paths.Containers));
        Assert.Empty(Directory.GetFileSystemEntries(test.Engine.Paths.Names));
    }

    [Fact]
    public void While_the_supervisors_lock_is_held_a_container_runs_and_cannot_be_removed()
    {
        Container made = test.Create("web");
        made.Directory.MakeRunDirectory();
        using Kernel.FileLock supervisor = Kernel.FileLock.Acquire(null, made.Directory.SupervisorLock);
        made.WriteState(new StateRecord { Status = ContainerStatus.Running, Pid = 1 });
        Container found = test.OpenAgain().Containers.Get("web");
        Assert.Equal(ContainerStatus.Running, found.ReadState().Status);
        Assert.Equal(
            "cannot remove container \"/web\": container is running: stop the container before removing or force remove",
            TestEngine.Refused(() => test.OpenAgain().Containers.Remove(found)).Message);
    }

    [Fact]
    public void A_container_whose_files_are_damaged_can_be_removed()
    {
        Container made = test.Create("web");
        File.WriteAllText(made.Directory.RecordFile, "{\"Id\":");
        File.WriteAllText(made.Directory.StateFile, "nonsense");
        Container found = test.OpenAgain().Containers.Get("web");
        Assert.Equal(ContainerStatus.Dead, found.ReadState().Status);
        Assert.Equal(Berth.Oci.ErrorKind.Corrupt, TestEngine.Refused(() => _ = found.Record).Kind);
        test.OpenAgain().Containers.Remove(found, volumes: true);
        Assert.Empty(Directory.GetFileSystemEntries(test.Engine.Paths.Containers));
    }
}
