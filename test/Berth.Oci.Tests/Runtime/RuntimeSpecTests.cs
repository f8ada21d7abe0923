using System.Text;
using System.Text.Json;
using Berth.Oci.Runtime;

namespace Berth.Oci.Tests.Runtime;

public sealed class RuntimeSpecTests
{
    private static Spec Load(string json) => RuntimeSpec.Load(Encoding.UTF8.GetBytes(json));

    private static string Fault(string json)
    {
        EngineException e = Assert.Throws<EngineException>(() => Load(json));
        Assert.Equal(ErrorKind.InvalidArgument, e.Kind);
        return e.Message;
    }

    [Fact]
    public void The_default_spec_survives_writing_and_reading()
    {
        byte[] first = RuntimeSpec.Write(DefaultSpec.Create(unifiedCgroups: true, ["/proc/kcore"], ["/proc/sys"]));
        byte[] second = RuntimeSpec.Write(RuntimeSpec.Load(first));
        Assert.Equal(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(second));
        Assert.DoesNotContain("null", Encoding.UTF8.GetString(first));
        Assert.StartsWith("{\n\t\"ociVersion\": \"1.3.0\",\n\t\"process\": {\n\t\t\"terminal\": true,",
            Encoding.UTF8.GetString(RuntimeSpec.Write(DefaultSpec.Create(false, ["/proc/kcore"], ["/proc/sys"]), indented: true)));
    }

    [Fact]
    public void Every_documented_field_is_read_and_written_back()
    {
        string json = EveryField.Json;
        string written = Encoding.UTF8.GetString(RuntimeSpec.Write(Load(json)));
        using JsonDocument expected = JsonDocument.Parse(json);
        using JsonDocument actual = JsonDocument.Parse(written);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), written);
    }

    [Fact]
    public void Unknown_fields_and_other_platforms_are_ignored()
    {
        Spec spec = Load("""{"ociVersion":"1.0.0","windows":{"layerFolders":[null]},"vm":{},"future":[1,2],"root":{"path":"r","x":1}}""");
        Assert.Equal("r", spec.Root?.Path);
        Assert.Null(spec.Process);
    }

    [Theory]
    [InlineData("""{"ociVersion":"1","process":{"cwd":"/","args":["a",5]}}""", "config.json: process.args[1]: expected a string, found 5")]
    [InlineData("""{"ociVersion":"1","process":{"cwd":"/","args":["a",null]}}""", "config.json: process.args[1]: expected a string, found null")]
    [InlineData("""{"ociVersion":"1","process":{"cwd":"/","args":"sh"}}""", "config.json: process.args: expected a list, found \"sh\"")]
    [InlineData("""{"ociVersion":"1","process":{"cwd":null}}""", "config.json: process.cwd: expected a string, found null")]
    [InlineData("""{"ociVersion":"1","process":{"args":["a"]}}""", "config.json: process.cwd: missing")]
    [InlineData("""{"ociVersion":"1","process":{"cwd":"/","user":{"uid":-1}}}""", "config.json: process.user.uid: expected a whole number from 0 to 4294967295, found -1")]
    [InlineData("""{"ociVersion":"1","process":{"cwd":"/","user":{"uid":4294967296}}}""", "config.json: process.user.uid: expected a whole number from 0 to 4294967295, found 4294967296")]
    [InlineData("""{"ociVersion":"1","process":{"cwd":"/","user":"root"}}""", "config.json: process.user: expected an object, found \"root\"")]
    [InlineData("""{"ociVersion":"1","linux":{"resources":{"memory":{"limit":1.5}}}}""", "config.json: linux.resources.memory.limit: expected a whole number, found 1.5")]
    [InlineData("""{"ociVersion":"1","annotations":{"a.b":7}}""", "config.json: annotations['a.b']: expected a string, found 7")]
    [InlineData("""{"ociVersion":"1","annotations":{"a":null}}""", "config.json: annotations.a: expected a string, found null")]
    [InlineData("""{"ociVersion":"1","mounts":[{"destination":"/a"},{"type":"x"}]}""", "config.json: mounts[1].destination: missing")]
    [InlineData("""{"process":{"cwd":"/"}}""", "config.json: ociVersion: missing")]
    [InlineData("[]", "config.json: expected an object, found a list")]
    [InlineData("null", "config.json: expected an object, found null")]
    [InlineData("", "config.json: the file is empty")]
    [InlineData("{\n  \"ociVersion\": \"1\",\n  oops}", "config.json: line 3, column 3: not valid JSON")]
    [InlineData("{} {}", "config.json: line 1, column 4: not valid JSON")]
    public void A_fault_names_its_place(string json, string message) => Assert.Equal(message, Fault(json));

    [Fact]
    public void Text_that_is_not_UTF8_is_a_clean_error()
    {
        byte[] json = [.. "{\"ociVersion\":\""u8, 0xFF, 0xC0, .. "\"}"u8];
        Assert.Equal(ErrorKind.InvalidArgument, Assert.Throws<EngineException>(() => RuntimeSpec.Load(json)).Kind);
    }

    [Fact]
    public void Deep_nesting_is_a_clean_error()
    {
        Assert.Equal(ErrorKind.InvalidArgument, Assert.Throws<EngineException>(() => Load(new string('[', 100_000))).Kind);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Equal("1", Load("\uFEFF{\"ociVersion\":\"1\"}").OciVersion);

    [Fact]
    public void Damaged_documents_never_raise_anything_else()
    {
        byte[] good = Encoding.UTF8.GetBytes(EveryField.Json);
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bad = [.. good];
            for (int j = random.Next(1, 4); j > 0; j--)
                bad[random.Next(bad.Length)] = (byte)" \"{}[]:,0nta\\\u00ff"[random.Next(13)];
            try
            {
                RuntimeSpec.Load(bad.AsSpan(0, random.Next(3) == 0 ? random.Next(bad.Length) : bad.Length));
            }
            catch (EngineException e)
            {
                Assert.StartsWith("config.json: ", e.Message);
            }
        }
    }
}
