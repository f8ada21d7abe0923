using System.Diagnostics;
using System.Runtime.CompilerServices;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine.Tests;

/// <summary>
/// Test bodies that run in a process of their own, so that they can be killed or compete with each other. The child is this same program; what it
/// is to do stands in its environment and is done before the test framework sees anything.
/// </summary>
internal static class ChildProcess
{
    private const string Variable = "BERTH_ENGINE_TEST_CHILD";

    internal static Process Start(string body, string root, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = string.Join('\n', [body, root, .. arguments]);
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void RunBody()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } text) return;
        string[] words = text.Split('\n');
        int exitCode = 0;
        try
        {
            BerthEngine engine = BerthEngine.Open(new EngineOptions { DataRoot = words[1] + "/data", RunRoot = words[1] + "/run", ConfigurationFile = "" });
            switch (words[0])
            {
                case "churn": Churn(engine); break;
                case "fight": Fight(engine, words[1], int.Parse(words[2])); break;
            }
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            exitCode = 1;
        }
        Environment.Exit(exitCode);
    }

    /// <summary>Creates, renames and removes for ever.</summary>
    private static void Churn(BerthEngine engine)
    {
        for (int i = 0; ; i++)
        {
            // Everything is compiled by now: what is killed from here on is the work itself.
            if (i == 8) Console.WriteLine("ready");
            Container made = engine.Containers.Create(Request("churn" + i % 3, "data" + i % 2));
            if (i % 2 == 0) engine.Containers.Rename(made, "renamed" + i % 3);
            engine.Containers.Remove(made, volumes: true);
            if (i % 2 == 1) engine.Volumes.Remove("data1");
        }
    }

    /// <summary>Tries to get one name again and again; having it excludes everyone else.</summary>
    private static void Fight(BerthEngine engine, string root, int rounds)
    {
        long end = Environment.TickCount64 + 60_000;
        for (int won = 0; won < rounds;)
        {
            if (Environment.TickCount64 > end) throw new TimeoutException("nobody gives the name up");
            Container made;
            try { made = engine.Containers.Create(Request("prize", null)); }
            catch (EngineException e) when (e.Kind == ErrorKind.Conflict) { continue; }
            using (new FileStream(root + "/held", FileMode.CreateNew)) { }
            if (engine.Containers.Get("prize").Id != made.Id) throw new InvalidOperationException("the name is someone else's");
            File.Delete(root + "/held");
            engine.Containers.Remove(made);
            won++;
        }
    }

    private static ContainerCreateRequest Request(string name, string? volume) => new()
    {
        Name = name,
        Config = new ContainerConfig { Image = "debian:12", Cmd = ["date"] },
        HostConfig = new HostConfig { Binds = volume is null ? null : [volume + ":/data", "/anonymous"] },
        Image = PaperImages.Of("debian", new ImageConfig(), 1),
    };
}
