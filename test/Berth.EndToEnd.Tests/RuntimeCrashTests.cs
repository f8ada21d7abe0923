using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>The runtime's command killed with SIGKILL at any instant: <c>delete --force</c> removes whatever that left.</summary>
public sealed class RuntimeCrashTests(Sandbox sandbox) : BundleTest(sandbox)
{
    private const int Rounds = 60;

    [Theory]
    [InlineData("create", 12)]
    [InlineData("run", 20)]
    [InlineData("start", 5)]
    [InlineData("delete", 8)]
    [InlineData("exec", 12)]
    public void A_killed_command_leaves_nothing_that_delete_does_not_remove(string verb, int longest)
    {
        TestBundle bundle = TestBundle.Create("sleep 60").WithMount("/data", "tmpfs", "tmpfs");
        // Times spread over the command's life, the same ones in every run.
        var random = new Random(4711);
        for (int round = 0; round < Rounds; round++)
        {
            string id = NewId();
            MachineState before = MachineState.Read(Machine);
            if (verb is not ("create" or "run"))
                Script($"exec $R create --bundle {bundle.Folder} {id} </dev/null >/dev/null 2>&1").Succeeds();
            if (verb is "exec")
                Runtime("start", id).Succeeds();
            string words = verb switch
            {
                "create" or "run" => $"{verb} --bundle {bundle.Folder} {id}",
                "delete" => $"delete --force {id}",
                "exec" => $"exec {id} sleep 60",
                _ => $"{verb} {id}",
            };
            string after = (random.NextDouble() * longest / 1000).ToString("F4", System.Globalization.CultureInfo.InvariantCulture);
            Script($"$R {words} </dev/null >/dev/null 2>&1 & sleep {after}; kill -9 $! 2>/dev/null; wait $! 2>/dev/null; true").Succeeds();
            CommandResult deleted = Runtime("delete", "--force", id).Succeeds();
            Assert.Equal("", deleted.Error);
            string left = Left(before);
            Assert.True(left.Length == 0, $"round {round}: {verb} killed after {after} s left\n{left}");
        }
    }
}
