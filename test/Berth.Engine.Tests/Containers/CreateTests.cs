using System.Text.RegularExpressions;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine.Tests;

public sealed partial class CreateTests : IDisposable
{
    private readonly TestEngine test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public void A_created_container_is_found_by_name_id_and_prefix_and_reads_back_the_same()
    {
        Container made = test.Create("web", new HostConfig { Memory = 64 << 20 });
        foreach (string key in new[] { "web", "/web", made.Id.Value, made.Id.Value[..6] })
        {
            Container found = test.OpenAgain().Containers.Get(key);
            Assert.Equal(made.Id, found.Id);
            Assert.Equal("web", found.Name);
            Assert.Equal(128 << 20, found.HostConfig.MemorySwap);
            Assert.Equal("debian:12", found.Record.ImageReference);
            Assert.Equal(made.Spec.Process!.Args, found.Spec.Process!.Args);
            Assert.Equal(ContainerStatus.Created, found.ReadState().Status);
        }
    }

    [Fact]
    public void A_name_is_generated_when_none_is_given()
    {
        Container made = test.Create();
        Assert.Matches(GeneratedName(), made.Name);
        Assert.Equal(made.Id, test.Containers.Get(made.Name).Id);
    }

    [Fact]
    public void A_name_in_use_is_refused_in_dockers_words_and_nothing_is_left_behind()
    {
        Container first = test.Create("web");
        EngineException error = TestEngine.Refused(() => test.Create("web"));
        Assert.Equal(ErrorKind.Conflict, error.Kind);
        Assert.Equal(
            $"Conflict. The container name \"/web\" is already in use by container \"{first.Id.Value}\". " +
            "You have to remove (or rename) that container to be able to reuse that name.", error.Message);
        Assert.Equal([first.Id.Value], Directory.GetDirectories(test.Engine.Paths.Containers).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("-web")]
    [InlineData("w")]
    [InlineData("a b")]
    [InlineData("../x")]
    public void A_bad_name_is_refused(string name) =>
        Assert.Equal($"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", TestEngine.Refused(() => test.Create(name)).Message);

    [Fact]
    public void A_missing_image_and_a_missing_container_are_named()
    {
        Assert.Equal("No such image: nosuch:latest", TestEngine.Refused(() => test.Create(image: "nosuch")).Message);
        Assert.Equal("No such container: ghost", TestEngine.Refused(() => test.Containers.Get("ghost")).Message);
    }

    [Fact]
    public void A_prefix_of_two_ids_is_ambiguous()
    {
        for (int i = 0; i < 17; i++) test.Create();
        string prefix = Directory.GetDirectories(test.Engine.Paths.Containers).Select(p => Path.GetFileName(p)![..1]).GroupBy(c => c).First(g => g.Count() > 1).Key;
        Assert.Equal($"multiple IDs found with provided prefix: {prefix}", TestEngine.Refused(() => test.Containers.Get(prefix)).Message);
    }

    [Fact]
    public void A_rename_moves_the_name_and_a_taken_one_is_refused()
    {
        Container one = test.Create("one");
        test.Create("two");
        test.Containers.Rename(one, "three");
        Assert.Equal(one.Id, test.Containers.Get("three").Id);
        Assert.False(test.Containers.TryGet("one", out _));
        Assert.Equal(ErrorKind.Conflict, TestEngine.Refused(() => test.Containers.Rename(one, "two")).Kind);
        Assert.Equal(one.Id, test.Containers.Get("three").Id);
        Assert.Equal("Renaming a container with the same name as its current name", TestEngine.Refused(() => test.Containers.Rename(one, "three")).Message);
    }

    [Fact]
    public void Removing_frees_the_name_and_deletes_everything()
    {
        Container made = test.Create("web");
        test.Containers.Remove(made);
        Assert.False(test.Containers.TryGet("web", out _));
        Assert.Empty(Directory.GetFileSystemEntries(test.Engine.Paths.Containers));
        Assert.Empty(Directory.GetFileSystemEntries(test.Engine.Paths.Names));
        test.Create("web");
    }

    [Fact]
    public void Config_and_image_are_merged_by_dockers_rules()
    {
        ContainerConfig config = test.Create(image: "app", config: new ContainerConfig
        {
            Env = ["MODE=user", "NEW=1"], Labels = new() { ["both"] = "user", ["from2"] = "user" },
        }).Config;
        Assert.Equal(["MODE=user", "NEW=1", "PATH=/app/bin:/bin"], config.Env!);
        Assert.Equal(["/app"], config.Entrypoint!);
        Assert.Equal(["serve"], config.Cmd!);
        Assert.Equal("worker", config.User);
        Assert.Equal("/srv", config.WorkingDir);
        Assert.Equal("SIGINT", config.StopSignal);
        Assert.Equal(["both", "from", "from2"], config.Labels!.Keys);
        Assert.Equal("user", config.Labels["both"]);
        Assert.True(config.Volumes!.ContainsKey("/data"));
    }

    [Fact]
    public void An_entrypoint_drops_the_images_command_and_an_empty_one_resets_it()
    {
        Container own = test.Create(image: "app", config: new ContainerConfig { Entrypoint = ["sh", "-c"] });
        Assert.Equal(("sh", "-c"), (own.Record.Path, Assert.Single(own.Record.Args)));
        Container reset = test.Create(image: "app", config: new ContainerConfig { Entrypoint = [""], Cmd = ["id", "-u"] });
        Assert.Equal(("id", "-u"), (reset.Record.Path, Assert.Single(reset.Record.Args)));
        Assert.Null(reset.Config.Entrypoint);
        Assert.Equal("no command specified", TestEngine.Refused(() => test.Create(image: "app", config: new ContainerConfig { Entrypoint = [""] })).Message);
        Assert.Equal("no command specified", TestEngine.Refused(() => test.Create(image: "nothing", config: new ContainerConfig())).Message);
    }

    [Fact]
    public void Volumes_of_the_image_become_anonymous_volumes_and_go_with_rm_v()
    {
        Container made = test.Create(image: "app");
        MountPoint mount = Assert.Single(made.Record.Mounts);
        Assert.Equal(("volume", "/data", "local", true, ""), (mount.Type, mount.Destination, mount.Driver, mount.RW, mount.Mode));
        Assert.True(Directory.Exists(mount.Source));
        Assert.Equal([new VolumeFill(mount.Name!, "/data")], made.Record.VolumesToFill!);
        test.Containers.Remove(made, volumes: true);
        Assert.Empty(test.Engine.Volumes.List());
    }

    [Fact]
    public void A_named_volume_is_made_on_use_survives_its_container_and_is_in_use_meanwhile()
    {
        Container made = test.Create(host: new HostConfig { Binds = ["cache:/var/cache:ro"] });
        VolumeInspect volume = Assert.Single(test.Engine.Volumes.List());
        Assert.Equal("cache", volume.Name);
        Assert.Equal($"remove cache: volume is in use - [{made.Id.Value}]", TestEngine.Refused(() => test.Engine.Volumes.Remove("cache")).Message);
        test.Containers.Remove(made, volumes: true);
        test.Engine.Volumes.Remove("cache");
        Assert.Equal("get cache: no such volume", TestEngine.Refused(() => test.Engine.Volumes.Inspect("cache")).Message);
    }

    [Fact]
    public void A_missing_bind_source_is_made_for_v_and_refused_for_mount()
    {
        string path = test.Root + "/made/here";
        Container made = test.Create(host: new HostConfig { Binds = ["./made/here:/x"] });
        Assert.True(Directory.Exists(path));
        Assert.Equal(path, Assert.Single(made.Record.Mounts).Source);
        var host = new HostConfig { Mounts = [new MountRequest { Type = "bind", Source = "/no/such", Target = "/x" }] };
        Assert.Equal("invalid mount config for type \"bind\": bind source path does not exist: /no/such", TestEngine.Refused(() => test.Create(host: host)).Message);
    }

    [Fact]
    public void A_container_with_rm_lists_no_state_and_counts_as_created()
    {
        Container made = test.Create(host: new HostConfig { AutoRemove = true });
        Assert.False(File.Exists(made.Directory.StateFile));
        Assert.True(File.Exists(made.Directory.SpecFile));
        Assert.True(File.Exists(made.Directory.Upper + "/.dockerenv"));
        Assert.Equal(made.Id.Short + "\n", File.ReadAllText(made.Directory.HostnameFile));
    }

    [Fact]
    public void Volumes_from_another_container_are_taken_over()
    {
        test.Create("donor", new HostConfig { Binds = ["cache:/var/cache", "/tmp:/t:ro"], Tmpfs = new() { ["/x"] = "" } });
        Container made = test.Create(host: new HostConfig { VolumesFrom = ["donor:ro"], Binds = ["/usr:/t"] });
        Assert.Equal(["/t", "/var/cache"], made.Record.Mounts.Select(m => m.Destination));
        Assert.Equal(("/usr", true), (made.Record.Mounts[0].Source, made.Record.Mounts[0].RW));
        Assert.Equal(("cache", false), (made.Record.Mounts[1].Name, made.Record.Mounts[1].RW));
        Assert.Equal("No such container: ghost", TestEngine.Refused(() => test.Create(host: new HostConfig { VolumesFrom = ["ghost"] })).Message);
    }

    [Fact]
    public void A_shared_namespace_needs_a_running_container_and_becomes_its_path_at_start()
    {
        Container donor = test.Create("donor", new HostConfig { IpcMode = "shareable" });
        Container made = test.Create(host: new HostConfig { NetworkMode = "container:donor", IpcMode = "container:donor" });
        Assert.Equal($"container:{donor.Id.Value}", made.HostConfig.NetworkMode);
        Assert.Equal(donor.Config.Hostname, made.Config.Hostname);
        Assert.Equal($"cannot join network namespace of a non running container: {donor.Id.Value}", TestEngine.Refused(() => made.PrepareLaunch()).Message);

        donor.Directory.MakeRunDirectory();
        using Kernel.FileLock supervisor = Kernel.FileLock.Acquire(null, donor.Directory.SupervisorLock);
        donor.WriteState(new StateRecord { Status = ContainerStatus.Running, Pid = 4711 });
        LaunchInputs inputs = made.PrepareLaunch();
        Assert.Equal("/proc/4711/ns/net", inputs.Spec.Linux!.Namespaces!.Single(n => n.Type == "network").Path);
        Assert.Equal("/proc/4711/ns/ipc", inputs.Spec.Linux.Namespaces!.Single(n => n.Type == "ipc").Path);
        Assert.Contains(inputs.Spec.Mounts!, m => m.Source == donor.Directory.HostsFile);
    }

    [Fact]
    public void Launch_inputs_have_the_layers_topmost_first_and_fill_volumes_once()
    {
        Container made = test.Create(image: "app");
        LaunchInputs first = made.PrepareLaunch();
        Assert.Equal(2, first.Root.Lower.Count);
        Assert.EndsWith($"/layers/{made.Record.Layers[1][7..]}/fs", first.Root.Lower[0]);
        Assert.Single(first.VolumesToFill);
        made.WriteState(new StateRecord { Status = ContainerStatus.Exited, StartedAt = Rfc3339.Format(DateTimeOffset.UtcNow) });
        Assert.Empty(test.OpenAgain().Containers.Get(made.Id.Value).PrepareLaunch().VolumesToFill);
    }

    [Fact]
    public void A_full_disk_is_said_and_leaves_nothing()
    {
        Assert.SkipUnless(Kernel.Files.EffectiveUser == 0, "mounting needs root");
        string root = test.Root + "/small";
        Directory.CreateDirectory(root);
        using (var mount = System.Diagnostics.Process.Start("mount", ["-t", "tmpfs", "-o", "size=64k,nr_inodes=40", "tmpfs", root])) mount.WaitForExit();
        try
        {
            BerthEngine engine = BerthEngine.Open(new EngineOptions { DataRoot = root + "/data", RunRoot = root + "/run", ConfigurationFile = "" });
            engine.ImageSource = test.Images;
            EngineException? error = null;
            for (int i = 0; i < 50 && error is null; i++)
            {
                try { engine.Containers.Create(new ContainerCreateRequest { Config = new ContainerConfig { Image = "debian:12", Cmd = ["date"] } }); }
                catch (EngineException e) { error = e; }
            }
            Assert.Equal(ErrorKind.Exhausted, error!.Kind);
            Assert.EndsWith("no space left on device", error.Message);
            Assert.DoesNotContain(Directory.GetFileSystemEntries(root + "/data/containers"), entry => Path.GetFileName(entry).StartsWith('.'));
            Assert.Equal(Directory.GetFileSystemEntries(root + "/data/containers").Length, Directory.GetFileSystemEntries(root + "/data/names").Length);
        }
        finally
        {
            using var unmount = System.Diagnostics.Process.Start("umount", [root]);
            unmount.WaitForExit();
        }
    }

    [GeneratedRegex("^[a-z]+_[a-z]+$")]
    private static partial Regex GeneratedName();
}
