using System.Collections.Concurrent;
using Berth.Kernel;

namespace Berth.Network.Tests;

public sealed class LeaseDirectoryTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("berth-leases-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private LeaseDirectory Open(string subnet = "172.17.0.0/16")
    {
        IPv4Subnet parsed = IPv4Subnet.Parse(subnet);
        return new LeaseDirectory(directory, parsed, new IPv4Address(parsed.Base.Value + 1));
    }

    [Fact]
    public void Two_hundred_leases_taken_by_eight_at_once_are_all_different_and_whole()
    {
        var taken = new ConcurrentBag<IPv4Address>();
        var threads = new List<Thread>();
        for (int t = 0; t < 8; t++)
        {
            string owner = "owner" + t;
            var thread = new Thread(() =>
            {
                LeaseDirectory leases = Open();
                for (int i = 0; i < 25; i++) taken.Add(leases.TryAcquire(owner)!.Value);
            });
            thread.Start();
            threads.Add(thread);
        }
        threads.ForEach(t => t.Join());
        Assert.Equal(200, taken.Distinct().Count());
        List<Lease> listed = Open().List();
        Assert.Equal(200, listed.Count);
        Assert.Equal(8, listed.GroupBy(l => l.OwnerId).Count(g => g.Count() == 25));
        Assert.True(taken.Max() < IPv4Address.Parse("172.17.1.0"), "addresses are handed out densely");
    }

    [Fact]
    public void Addresses_go_round_so_that_a_released_one_rests()
    {
        LeaseDirectory leases = Open("10.0.0.0/29");
        var given = new List<string>();
        for (int i = 0; i < 7; i++)
        {
            IPv4Address address = leases.TryAcquire("o")!.Value;
            given.Add(address.ToString());
            leases.Release("o", address);
        }
        Assert.Equal(["10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.2", "10.0.0.3"], given);
    }

    [Fact]
    public void A_full_subnet_gives_null_and_finds_the_one_hole()
    {
        LeaseDirectory leases = Open("10.0.0.0/26");
        for (int i = 0; i < 61; i++) Assert.NotNull(leases.TryAcquire("o"));
        Assert.Null(leases.TryAcquire("o"));
        leases.Release("o", IPv4Address.Parse("10.0.0.40"));
        Assert.Equal("10.0.0.40", leases.TryAcquire("p")?.ToString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("8.8.8.8")]
    [InlineData("172.17.0.")]
    public void A_damaged_hint_costs_nothing_but_a_guess(string hint)
    {
        LeaseDirectory leases = Open();
        leases.TryAcquire("o");
        File.WriteAllText(Path.Combine(directory, "next"), hint);
        Assert.Equal("172.17.0.3", leases.TryAcquire("o")?.ToString());
    }

    [Fact]
    public void A_lease_is_given_back_by_its_owner_alone()
    {
        LeaseDirectory leases = Open();
        IPv4Address address = leases.TryAcquire("mine")!.Value;
        leases.Release("other", address);
        Assert.False(leases.TryAcquire("other", address, out string? holder));
        Assert.Equal("mine", holder);
        leases.Release("mine", address);
        Assert.True(leases.TryAcquire("other", address, out _));
    }
}
