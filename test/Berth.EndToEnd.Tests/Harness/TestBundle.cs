using System.Text.Json.Nodes;

namespace Berth.EndToEnd.Tests.Harness;

/// <summary>An OCI bundle of the test's own: a copy of the busybox root, and a config.json that began as <c>berth runtime spec</c> writes it.</summary>
internal sealed class TestBundle
{
    private TestBundle(string folder) => Folder = folder;

    public string Folder { get; }

    public string Rootfs => Path.Combine(Folder, "rootfs");

    public string ConfigFile => Path.Combine(Folder, "config.json");

    /// <summary>A bundle whose program is <c>sh -c SCRIPT</c>, without a terminal and with a writable root.</summary>
    public static TestBundle Create(string script = "true")
    {
        var bundle = new TestBundle(Sandbox.NewDirectory());
        Command.Shell($"mkdir {bundle.Rootfs} && tar -C {bundle.Rootfs} -xf {Sandbox.Location}/busybox.tar").Succeeds();
        Sandbox.Command("runtime", "spec", "--bundle", bundle.Folder).Run().Succeeds();
        bundle.Change(config =>
        {
            config["process"]!["terminal"] = false;
            config["root"]!["readonly"] = false;
        });
        bundle.Runs("sh", "-c", script);
        return bundle;
    }

    public TestBundle Runs(params string[] args) => Change(config => config["process"]!["args"] = Texts(args));

    public TestBundle Change(Action<JsonObject> change)
    {
        JsonObject config = JsonNode.Parse(File.ReadAllText(ConfigFile))!.AsObject();
        change(config);
        File.WriteAllText(ConfigFile, config.ToJsonString());
        return this;
    }

    public TestBundle WithMount(string destination, string type, string source, params string[] options) =>
        Change(config => config["mounts"]!.AsArray().Add(new JsonObject
        {
            ["destination"] = destination, ["type"] = type, ["source"] = source, ["options"] = Texts(options),
        }));

    /// <summary>Takes the configuration's own mount at a destination out.</summary>
    public TestBundle WithoutMount(string destination) => Change(config =>
    {
        JsonArray mounts = config["mounts"]!.AsArray();
        mounts.Remove(mounts.First(mount => mount!["destination"]!.GetValue<string>() == destination));
    });

    /// <summary>Gives the process these capabilities in its bounding, effective and permitted sets.</summary>
    public TestBundle WithCapabilities(params string[] names) => Change(config =>
    {
        foreach (string set in (string[])["bounding", "effective", "permitted"])
            config["process"]!["capabilities"]![set] = Texts(names);
    });

    /// <summary>Has the container join a namespace instead of making one.</summary>
    public TestBundle Joins(string type, string path) => Change(config =>
        config["linux"]!["namespaces"]!.AsArray().First(ns => ns!["type"]!.GetValue<string>() == type)!["path"] = path);

    public static JsonArray Texts(params string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}
