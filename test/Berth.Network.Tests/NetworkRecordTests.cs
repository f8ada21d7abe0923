using System.Text;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Network.Tests;

public sealed class NetworkRecordTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("berth-record-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static readonly NetworkRecord Record = new()
    {
        Name = "bridge", Id = new string('a', 64), Created = DateTimeOffset.Parse("2026-01-02T03:04:05Z"), BridgeName = "berth0",
        Subnet = IPv4Subnet.Parse("172.17.0.0/16"), Gateway = IPv4Address.Parse("172.17.0.1"), Mtu = 1400, Labels = new Dictionary<string, string> { ["a"] = "b" },
    };

    [Fact]
    public void A_record_comes_back_as_it_was_written()
    {
        NetworkRecordFile.Write(directory, Record);
        NetworkRecord read = NetworkRecordFile.Read(directory)!;
        Assert.Equal(Record with { Labels = read.Labels }, read);
        Assert.Equal(Record.Labels, read.Labels);
        Assert.Contains("\"Config\": [\n      {\n        \"Subnet\": \"172.17.0.0/16\",\n        \"Gateway\": \"172.17.0.1\"", Encoding.UTF8.GetString(NetworkRecordFile.Format(Record)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Name\":\"x\"}")]
    [InlineData("{\"IPAM\":{\"Config\":[]}}")]
    [InlineData("{\"Name\":1,\"Id\":\"\",\"Created\":\"no\",\"IPAM\":{\"Config\":[{\"Subnet\":\"172.17.0.0/99\",\"Gateway\":\"1\"}]},\"Options\":{},\"Labels\":{}}")]
    public void A_damaged_record_is_one_clear_error(string content)
    {
        File.WriteAllText(Path.Combine(directory, "network.json"), content);
        Assert.Equal(ErrorKind.Corrupt, Assert.Throws<EngineException>(() => BridgeNetwork.Open(directory)).Kind);
    }
}
