namespace Berth.Kernel.Tests.Namespaces;

public sealed class NetworkNamespaceTests
{
    private static void NeedsRoot() => Assert.SkipUnless(Files.EffectiveUser == 0, "needs root for network namespaces");

    private static string Current()
    {
        using Fd fd = NetworkNamespace.OpenCurrent();
        return Files.ReadLink(null, fd.ProcPath);
    }

    [Fact]
    public void Making_one_leaves_the_caller_where_it_was()
    {
        NeedsRoot();
        string before = Current();
        using var netns = NetworkNamespace.Create();
        Assert.Equal(before, Current());
        Assert.NotEqual(before, Files.ReadLink(null, netns.Handle.ProcPath));
    }

    [Fact]
    public void A_body_runs_inside_and_its_result_and_exception_come_out()
    {
        NeedsRoot();
        using var netns = NetworkNamespace.Create();
        Assert.Equal(Files.ReadLink(null, netns.Handle.ProcPath), NetworkNamespace.Run(netns.Handle, Current));
        Assert.Equal("why", Assert.Throws<InvalidDataException>(() => NetworkNamespace.Run<int>(netns.Handle, () => throw new InvalidDataException("why"))).Message);
    }

    [Fact]
    public void Its_settings_can_be_made_before_anyone_enters()
    {
        NeedsRoot();
        using var netns = NetworkNamespace.Create(() => File.WriteAllText("/proc/sys/net/ipv4/ip_default_ttl", "33"));
        Assert.Equal("33\n", NetworkNamespace.Run(netns.Handle, () => File.ReadAllText("/proc/sys/net/ipv4/ip_default_ttl")));
        Assert.NotEqual("33\n", File.ReadAllText("/proc/sys/net/ipv4/ip_default_ttl"));
    }

    [Fact]
    public void A_failure_inside_is_the_callers_exception()
    {
        NeedsRoot();
        Assert.Throws<InvalidDataException>(() => NetworkNamespace.Create(() => throw new InvalidDataException()));
        using var notOne = Files.Open("/dev/null", OpenFlags.ReadOnly);
        Assert.Equal(Errno.EINVAL, Assert.Throws<KernelException>(() => NetworkNamespace.Run(notOne, () => 0)).Errno);
    }

    [Fact]
    public void An_existing_one_is_adopted_by_its_descriptor()
    {
        NeedsRoot();
        using var made = NetworkNamespace.Create();
        using var adopted = NetworkNamespace.Adopt(new Fd(made.Handle.Number, owned: false));
        adopted.Route.Execute(new Berth.Kernel.Netlink.RouteBatch().CreateBridge("br0"));
        Assert.NotNull(made.Route.GetLink("br0"));
    }
}
