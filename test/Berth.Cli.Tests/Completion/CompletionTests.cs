using System.Diagnostics;
using Berth.Cli.Completion;

namespace Berth.Cli.Tests.Completion;

/// <summary>The bash script sourced by a real bash, asking this build of the program.</summary>
public sealed class CompletionTests
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "berth");

    [Theory]
    [InlineData("berth sto", "stop")]
    [InlineData("berth container ren", "rename")]
    [InlineData("berth ps --fo", "--format")]
    [InlineData("berth run --network ho", "host")]
    [InlineData("berth run --pull=ne", "--pull=never")]
    [InlineData("berth --log-level deb", "debug")]
    [InlineData("berth --debug complet", "completion")]
    [InlineData("berth completion z", "zsh")]
    [InlineData("berth kill -s SIGK", "SIGKILL")]
    [InlineData("berth nosuch x", "")]
    public void A_line_is_completed(string line, string reply)
    {
        Assert.SkipUnless(File.Exists(s_program) && File.Exists("/bin/bash"), "this build has no executable, or there is no bash");
        string root = Directory.CreateTempSubdirectory("berth-complete-").FullName;
        try
        {
            string script = $$"""
                {{CompletionScripts.Bash("berth")}}
                COMP_LINE="$1"; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _berth_complete 2> /dev/null
                echo "${COMPREPLY[*]}"
                """;
            var start = new ProcessStartInfo("/bin/bash", ["-c", script, "bash", line]) { RedirectStandardOutput = true };
            start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["BERTH_ROOT"] = root;
            start.Environment.Remove("DOCKER_HOST");
            using Process bash = Process.Start(start)!;
            Assert.Equal(reply, bash.StandardOutput.ReadToEnd().Trim());
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Each_shell_s_script_names_the_program_it_was_made_for()
    {
        Assert.Contains("complete -F _docker_complete docker", CompletionScripts.Bash("docker"));
        Assert.StartsWith("#compdef docker\n", CompletionScripts.Zsh("docker"));
        Assert.Contains("complete -c docker ", CompletionScripts.Fish("docker"));
    }
}
