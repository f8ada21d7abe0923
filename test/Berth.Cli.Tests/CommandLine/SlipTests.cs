using System.Diagnostics;

namespace Berth.Cli.Tests.CommandLine;

/// <summary>Mistakes on the command line: the same words and exit code as docker's, beside the hints that are ours.</summary>
public sealed class SlipTests
{
    public static TheoryData<string> Lines =>
    [
        "run --foo x", "ps --foo", "ps -Z", "run", "rm", "foo", "container foo", "--foo", "ps x", "run --rm=flase x", "run -m 5x x", "run --cpus=abc x",
        "run --pids-limit x y", "run -e", "run --name", "ps --last x", "run -e =x a", "run --ulimit x a", "run --mount type=foo a", "tag a", "run -itZ x",
        "ps --filter x", "rename a", "run -h", "run --na x", "ps --all=x", "run -a foo a", "run --memory-swap=x a", "run --stop-timeout=x a", "exec", "exec --foo x",
        "create --foo", "logs --foo", "ps ---x", "ps -=", "ps --=x", "run --network name=x,foo=b a", "run --shm-size x a", "start --foo", "run --add-host foo a",
        "run --dns foo a", "run --dns-search a%b a", "run --sysctl x a", "run -l =x a", "exec a", "stop", "help foo", "logs a b", "kill -s", "version x",
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_slip_is_reported_in_docker_s_words(string line)
    {
        DockerClient.SkipUnlessPresent();
        string program = Path.Combine(AppContext.BaseDirectory, "berth");
        Assert.SkipUnless(File.Exists(program), "this build has no executable");
        (int dockerCode, string docker) = Run("docker", line);
        (int code, string ours) = Run(program, line);
        docker = docker.Replace("docker", "berth").Replace("\nSee '", "\nRun '").Replace("\nUsage:  berth container\n", "");
        ours = string.Concat(ours.Split('\n').Where(text => !text.StartsWith("hint: ", StringComparison.Ordinal)).Select(text => text + "\n"))[..^1];
        Assert.Equal(docker.Trim(), ours.Trim());
        Assert.Equal(dockerCode, code);
    }

    private static (int Code, string Error) Run(string program, string line)
    {
        var start = new ProcessStartInfo(program, line.Split(' ').Select(word => word.Replace('%', ' '))) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DOCKER_CONFIG"] = "/nonexistent";
        start.Environment.Remove("DOCKER_HOST");
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
