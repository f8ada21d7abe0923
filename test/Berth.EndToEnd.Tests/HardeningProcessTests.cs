using System.Security.Cryptography;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>
/// Attacks on the engine's own process at the moment when it is inside a container but not yet the container's program: its binary, its
/// descriptors, its memory, its working directory (CVE-2019-5736, 2016-9962, 2024-21626).
/// </summary>
public sealed class HardeningProcessTests(Sandbox sandbox) : BundleTest(sandbox)
{
    [Fact]
    public void The_engine_s_binary_cannot_be_written_through_a_process_that_waits_for_its_start()
    {
        string before = Digest();
        // A container whose process may trace keeps hold of a newcomer's program, and writes to it when nothing executes it any more.
        TestBundle attacker = TestBundle.Create("""
            while [ ! -e /held ]; do
                for process in /proc/[0-9]*; do
                    case $(readlink $process/exe) in */busybox | "") ;; *) exec 9<$process/exe && touch /held ;; esac
                done
            done
            while [ ! -e /go ]; do sleep 0.02; done
            echo evil >>/proc/self/fd/9
            """).WithCapabilities("CAP_SYS_PTRACE");
        (string id, int pid) = CreateBundle(attacker);
        Runtime("start", id).Succeeds();
        (string victim, _) = CreateBundle(TestBundle.Create().Joins("pid", $"/proc/{pid}/ns/pid"));
        Eventually(() => File.Exists($"{attacker.Rootfs}/held"), "the waiting process's program is opened");
        Runtime("delete", "--force", victim).Succeeds();
        File.WriteAllText($"{attacker.Rootfs}/go", "");
        string output = Path.Combine(attacker.Folder, "output");
        Eventually(() => File.ReadAllText(output).Contains('\n'), "the attacker has tried to write");
        Assert.Contains("Read-only file system", File.ReadAllText(output), StringComparison.Ordinal);
        Assert.Equal(before, Digest());
    }

    [Theory]
    [InlineData("#!/proc/self/exe\n")]
    [InlineData("#!/proc/1/exe\n")]
    [InlineData("#!/link\n")]
    public void A_script_cannot_make_the_engine_its_interpreter_and_then_write_to_it(string firstLine)
    {
        string before = Digest();
        TestBundle bundle = TestBundle.Create().Runs("/attack");
        File.WriteAllText(Path.Combine(bundle.Rootfs, "attack"), firstLine);
        Command.Shell($"chmod 755 {bundle.Rootfs}/attack; ln -s /proc/self/exe {bundle.Rootfs}/link; mkdir -p {bundle.Rootfs}/lib64 {bundle.Rootfs}/lib {bundle.Rootfs}/usr/lib").Succeeds();
        // The libraries are the attacker's in the real attack: with the machine's own the engine starts just as well.
        foreach (string libraries in (string[])["/lib", "/lib64", "/usr/lib"])
        {
            if (Directory.Exists(libraries))
                bundle.WithMount(libraries, "bind", libraries, "rbind", "ro");
        }

        string id = NewId(), fifo = Path.Combine(bundle.Folder, "fifo"), pidFile = Path.Combine(bundle.Folder, "pid");
        // It says that it knows no such command to a pipe that is full, and so stays for as long as we like.
        CommandResult result = Script($"""
            mkfifo {fifo}
            exec 8<>{fifo}
            dd if=/dev/zero of={fifo} bs=4096 count=16 oflag=nonblock status=none
            $R run --bundle {bundle.Folder} --pid-file {pidFile} {id} </dev/null >/dev/null 2>&8 &
            for i in $(seq 200); do pid=$(cat {pidFile} 2>/dev/null) && [ "$(tr '\0' ' ' </proc/$pid/cmdline)" != "" ] && grep -qs attack /proc/$pid/cmdline && break; sleep 0.02; done
            cmp -s /proc/$pid/exe {Sandbox.Binary} && echo the engine runs inside
            exec 9</proc/$pid/exe
            kill -9 $pid
            wait
            (echo evil >>/proc/self/fd/9) 2>&1
            """);
        Assert.Contains("the engine runs inside", result.Output, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, Digest());
    }

    [Fact]
    public void A_process_that_is_not_the_program_yet_cannot_be_looked_into()
    {
        (_, int pid) = CreateBundle(TestBundle.Create());
        // The same user and the same capabilities, in the same pid namespace.
        TestBundle other = TestBundle.Create("""
            for what in exe cwd root fd/0 ns/mnt; do readlink /proc/1/$what && echo "$what is readable"; done
            for what in environ maps mem auxv io; do head -c 1 /proc/1/$what >/dev/null && echo "$what is readable"; done
            echo done
            """).Joins("pid", $"/proc/{pid}/ns/pid");
        Assert.Equal("done", RunBundle(other).Succeeds().Text);
    }

    [Theory]
    [InlineData("/proc/self/fd/{0}")]
    [InlineData("/proc/self/fd/{0}/..")]
    [InlineData("/proc/thread-self/fd/{0}")]
    [InlineData("/proc/1/fd/{0}")]
    [InlineData("/link{0}")]
    [InlineData("/up/../link{0}")]
    public void A_descriptor_of_the_host_is_no_working_directory(string template)
    {
        TestBundle bundle = TestBundle.Create("cat etc/hostname; ls; pwd");
        for (int number = 3; number < 24; number++)
            Command.Shell($"ln -s /proc/self/fd/{number} {bundle.Rootfs}/link{number}").Succeeds();
        string marker = Path.Combine(Sandbox.NewDirectory(), "of-the-host");
        Directory.CreateDirectory(marker);
        for (int number = 3; number < 24; number++)
        {
            string cwd = string.Format(System.Globalization.CultureInfo.InvariantCulture, template, number);
            bundle.Change(config => config["process"]!["cwd"] = cwd);
            // 7 and 9 are inherited, as callers leave them open; the others are whatever the engine has open itself.
            CommandResult result = Script($"exec 7<{Path.GetDirectoryName(marker)} 9</ </dev/null; $R run --bundle {bundle.Folder} {NewId()}");
            Assert.True(result.ExitCode != 0, $"{cwd}: {result.Output}");
            Assert.Equal("", result.Output);
            Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        }
    }

    [Fact]
    public void Run_and_exec_take_no_descriptor_as_working_directory_either()
    {
        string id = Background([], "sleep", "60");
        for (int number = 3; number < 24; number += 2)
        {
            CommandResult run = Berth("run", "--rm", "-w", $"/proc/self/fd/{number}", Sandbox.Busybox, "ls");
            Assert.True(run.ExitCode != 0, run.Output);
            CommandResult exec = Berth("exec", "-w", $"/proc/self/fd/{number}", id, "ls");
            Assert.True(exec.ExitCode != 0, exec.Output);
        }
    }

    [Fact]
    public void Only_the_standard_streams_reach_the_program()
    {
        TestBundle bundle = TestBundle.Create("for fd in /proc/self/fd/*; do if [ -e $fd ]; then echo ${fd##*/}; fi; done");
        CommandResult result = Script($"exec 3</ 4</etc/passwd 5<>/dev/null 9</proc </dev/null; $R run --bundle {bundle.Folder} {NewId()}");
        Assert.Equal(["0", "1", "2"], result.Succeeds().Lines);
    }

    [Fact]
    public void Descriptors_that_are_asked_for_arrive_under_their_own_numbers()
    {
        TestBundle bundle = TestBundle.Create("cat <&3; cat <&4; [ -e /proc/self/fd/5 ] || echo no more");
        CommandResult result = Script($"""
            echo three >{bundle.Folder}/3; echo four >{bundle.Folder}/4
            exec 3<{bundle.Folder}/3 4<{bundle.Folder}/4 5</ </dev/null
            $R run --preserve-fds 2 --bundle {bundle.Folder} {NewId()}
            """);
        Assert.Equal(["three", "four", "no more"], result.Succeeds().Lines);
    }

    [Fact]
    public void The_second_start_keeps_the_words_the_environment_and_the_name()
    {
        string id = NewId();
        TestBundle bundle = TestBundle.Create("sleep 30");
        string link = Path.Combine(bundle.Folder, "berth-by-another-name");
        File.CreateSymbolicLink(link, Sandbox.Binary);
        CommandResult result = Script($"""
            STRANGE="$(printf 'a b\351\n\nc')" {link} runtime --root {StateRoot} run --bundle {bundle.Folder} {id} </dev/null >/dev/null 2>&1 &
            for i in $(seq 200); do [ -e {StateRoot}/{id}/state.json ] && break; sleep 0.02; done
            tr '\0' '|' </proc/$!/cmdline; echo
            cat /proc/$!/comm
            tr '\0' '|' </proc/$!/environ | grep -c "$(printf 'a b\351')"
            kill -9 $!
            """);
        Assert.Equal($"{link}|runtime|--root|{StateRoot}|run|--bundle|{bundle.Folder}|{id}|", result.Lines[0]);
        Assert.Equal("berth-by-anothe", result.Lines[1]);
        Assert.Equal("1", result.Lines[2]);
    }

    private static string Digest() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Sandbox.Binary)));
}
