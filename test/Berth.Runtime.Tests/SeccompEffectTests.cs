using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Berth.Kernel;
using Berth.Kernel.Sockets;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Tests;

/// <summary>System call filters as a program in the container meets them.</summary>
public sealed class SeccompEffectTests(BusyboxRoot root) : IClassFixture<BusyboxRoot>
{
    private string Shell(string script, Seccomp seccomp, bool noNewPrivileges = false)
    {
        Spec spec = PlannedContainer.SpecFor("sh", "-c", script);
        spec = spec with { Process = spec.Process! with { NoNewPrivileges = noNewPrivileges }, Linux = spec.Linux! with { Seccomp = seccomp } };
        return PlannedContainer.Run(spec, root.Path).Output;
    }

    [Theory]
    [InlineData(13u, "Permission denied")]
    [InlineData(38u, "Function not implemented")]
    [InlineData(null, "Operation not permitted")]
    public void A_call_fails_with_the_errno_of_its_rule(uint? errno, string words) => Assert.EndsWith(words + "\n", Shell("mkdir /made", new()
    {
        DefaultAction = "SCMP_ACT_ALLOW", Syscalls = [new() { Names = ["mkdir", "mkdirat"], Action = "SCMP_ACT_ERRNO", ErrnoRet = errno }],
    }), StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_gets_the_listener_with_the_processs_state_and_decides(bool noNewPrivileges)
    {
        string path = Path.Combine(root.Directory, $"agent-{noNewPrivileges}");
        using var agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        agent.Bind(new UnixDomainSocketEndPoint(path));
        agent.Listen();
        var got = new List<Fd>();
        string message = "";
        Task hears = Task.Run(() =>
        {
            using Socket accepted = agent.Accept();
            using var connection = new MessageSocket((int)accepted.Handle);
            var buffer = new byte[4096];
            message = Encoding.UTF8.GetString(buffer, 0, connection.Receive(buffer, got));
            // An agent that goes away leaves its calls unanswered: they fail with ENOSYS from then on.
            got.ForEach(fd => fd.Dispose());
        }, TestContext.Current.CancellationToken);
        string output = Shell("mkdir /made", new()
        {
            DefaultAction = "SCMP_ACT_ALLOW", ListenerPath = path, ListenerMetadata = "for the agent",
            Syscalls = [new() { Names = ["mkdir", "mkdirat"], Action = "SCMP_ACT_NOTIFY" }],
        }, noNewPrivileges);
        await hears.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.EndsWith("Function not implemented\n", output, StringComparison.Ordinal);
        Assert.Single(got);
        using JsonDocument document = JsonDocument.Parse(message);
        JsonElement state = document.RootElement;
        Assert.Equal("seccompFd", Assert.Single(state.GetProperty("fds").EnumerateArray()).GetString());
        Assert.Equal("for the agent", state.GetProperty("metadata").GetString());
        Assert.Equal("creating", state.GetProperty("state").GetProperty("status").GetString());
        Assert.Equal(state.GetProperty("pid").GetInt32(), state.GetProperty("state").GetProperty("pid").GetInt32());
    }

    [Fact]
    public void A_listener_that_nobody_takes_stops_the_start()
    {
        var error = Assert.Throws<KernelException>(() => Shell("true", new()
        {
            DefaultAction = "SCMP_ACT_ALLOW", ListenerPath = "/no/such/agent", Syscalls = [new() { Names = ["mkdir"], Action = "SCMP_ACT_NOTIFY" }],
        }));
        Assert.Equal("connect to /no/such/agent: ENOENT (No such file or directory)", error.Message);
    }
}
