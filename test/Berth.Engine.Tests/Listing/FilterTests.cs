using Berth.Engine.Contracts;

namespace Berth.Engine.Tests;

public sealed class FilterTests : IDisposable
{
    private readonly TestEngine test = new();

    public FilterTests()
    {
        Container web = test.Create("web", new HostConfig { Binds = ["cache:/var/cache"] }, new ContainerConfig { Cmd = ["nginx", "-g", "daemon off;"], Labels = new() { ["tier"] = "front" } });
        Container app = test.Create("app", image: "app", config: new ContainerConfig { Labels = new() { ["tier"] = "back" } });
        Container old = test.Create("old-web", new HostConfig { NetworkMode = "none" });
        app.WriteState(new StateRecord { Status = ContainerStatus.Exited, ExitCode = 3, StartedAt = Ago(7200), FinishedAt = Ago(3600) });
        old.Directory.MakeRunDirectory();
        supervisor = Kernel.FileLock.Acquire(null, old.Directory.SupervisorLock);
        old.WriteState(new StateRecord { Status = ContainerStatus.Running, Pid = 7, StartedAt = Ago(300), Health = new HealthState { Status = "healthy" } });
        _ = web;
    }

    private readonly Kernel.FileLock supervisor;

    public void Dispose()
    {
        supervisor.Dispose();
        test.Dispose();
    }

    private static string Ago(int seconds) => Rfc3339.Format(DateTimeOffset.UtcNow - TimeSpan.FromSeconds(seconds));

    private string Names(params string[] filters) => string.Join(' ', test.Containers.List(new ContainerListOptions
    {
        All = true,
        Filters = [.. filters.Select(f => new KeyValuePair<string, string>(f[..f.IndexOf('=')], f[(f.IndexOf('=') + 1)..]))],
    }).Select(c => c.Names[0][1..]).Order());

    [Theory]
    [InlineData("name=web", "old-web web")]
    [InlineData("name=^/web$", "web")]
    [InlineData("name=^web$", "web")]
    [InlineData("name=w.b", "old-web web")]
    [InlineData("label=tier", "app web")]
    [InlineData("label=tier=front", "web")]
    [InlineData("status=created", "web")]
    [InlineData("status=running", "old-web")]
    [InlineData("exited=3", "app")]
    [InlineData("exited=0", "")]
    [InlineData("ancestor=app", "app")]
    [InlineData("ancestor=debian:12", "app old-web web")]
    [InlineData("ancestor=ghost", "")]
    [InlineData("volume=cache", "web")]
    [InlineData("volume=/data", "app")]
    [InlineData("network=none", "old-web")]
    [InlineData("network=bridge", "app web")]
    [InlineData("health=healthy", "old-web")]
    [InlineData("health=none", "app web")]
    [InlineData("before=app", "web")]
    [InlineData("since=app", "old-web")]
    [InlineData("expose=80/tcp", "app")]
    public void Filters_select_what_dockers_do(string filter, string names) => Assert.Equal(names, Names(filter));

    [Fact]
    public void Values_of_one_filter_are_alternatives_and_labels_all_have_to_hold()
    {
        Assert.Equal("old-web web", Names("status=created", "status=running"));
        Assert.Equal("", Names("label=tier=front", "label=tier=back"));
        Assert.Equal("web", Names("name=web", "label=tier"));
    }

    [Theory]
    [InlineData("colour=red", "invalid filter 'colour'")]
    [InlineData("status=asleep", "invalid filter 'status=asleep'")]
    [InlineData("exited=x", "invalid filter 'exited=x'")]
    [InlineData("health=x", "invalid filter 'health=x'")]
    [InlineData("before=ghost", "No such container: ghost")]
    public void A_bad_filter_is_refused(string filter, string message) => Assert.Equal(message, TestEngine.Refused(() => Names(filter)).Message);

    [Fact]
    public void A_list_without_all_shows_what_runs_and_a_limit_the_newest_of_all()
    {
        Assert.Equal(["/old-web"], test.Containers.List().Select(c => c.Names[0]));
        Assert.Equal(["/old-web", "/app"], test.Containers.List(new ContainerListOptions { Limit = 2 }).Select(c => c.Names[0]));
    }

    [Fact]
    public void Summaries_read_as_dockers()
    {
        Dictionary<string, ContainerSummary> all = test.Containers.List(new ContainerListOptions { All = true }).ToDictionary(c => c.Names[0]);
        Assert.Equal("Up 5 minutes (healthy)", all["/old-web"].Status);
        Assert.Equal("Exited (3) About an hour ago", all["/app"].Status);
        Assert.Equal("Created", all["/web"].Status);
        Assert.Equal("nginx -g 'daemon off;'", all["/web"].Command);
        Assert.Equal("debian:12", all["/web"].Image);
        Assert.Equal("created", all["/web"].State);
        Assert.Equal("front", all["/web"].Labels["tier"]);
    }

    [Fact]
    public void A_name_that_moved_to_another_image_shows_as_the_id()
    {
        ContainerImage other = PaperImages.Of("newer", new Oci.ImageConfig(), 1);
        string id = test.Images.All["app"].Id;
        test.Images.All["app"] = other;
        Assert.Equal(id, test.Containers.List(new ContainerListOptions { All = true }).Single(c => c.Names[0] == "/app").Image);
    }

    [Fact]
    public void Prune_removes_what_does_not_run_and_matches()
    {
        PruneReport report = test.Containers.Prune([new("label", "tier=back")]);
        Assert.Single(report.Deleted);
        Assert.Equal("old-web web", Names());
        test.Containers.Prune([new("label!", "tier=front")]);
        Assert.Equal("old-web web", Names());
        test.Containers.Prune();
        Assert.Equal("old-web", Names());
        test.Containers.Prune([new("until", "24h")]);
    }

    [Theory]
    [InlineData("a*", "abc", true)]
    [InlineData("a*", "a/b", false)]
    [InlineData("*/b?", "a/bc", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void Patterns_of_image_names_match_as_gos(string pattern, string text, bool matches) => Assert.Equal(matches, GlobPattern.Matches(pattern, text));

    [Theory]
    [InlineData(0.4, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(3599, "59 minutes")]
    [InlineData(3600, "About an hour")]
    [InlineData(2 * 86400, "2 days")]
    [InlineData(15 * 86400, "2 weeks")]
    [InlineData(65 * 86400, "2 months")]
    [InlineData(800.0 * 86400, "2 years")]
    public void Durations_read_as_dockers(double seconds, string text) => Assert.Equal(text, HumanDuration.Format(TimeSpan.FromSeconds(seconds)));
}
