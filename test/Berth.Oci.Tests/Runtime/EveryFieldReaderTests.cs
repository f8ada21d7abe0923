using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Oci.Runtime;

namespace Berth.Oci.Tests.Runtime;

/// <summary>Each place of a document that has every field of the specification, one after the other.</summary>
public sealed class EveryFieldReaderTests
{
    public static TheoryData<string> Places()
    {
        var places = new TheoryData<string>();
        foreach ((string path, JsonNode _) in Walk(JsonNode.Parse(EveryField.Json)!, ""))
        {
            places.Add(path);
        }

        return places;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_wrong_type_is_an_error_that_names_its_path(string path)
    {
        JsonNode document = JsonNode.Parse(EveryField.Json)!;
        JsonNode place = Walk(document, "").First(p => p.Path == path).Node;
        JsonNode wrong = place.GetValueKind() switch
        {
            JsonValueKind.String => 5,
            JsonValueKind.Array => new JsonObject(),
            JsonValueKind.Object => new JsonArray(),
            _ => "text",
        };
        place.ReplaceWith(wrong);
        var error = Assert.Throws<EngineException>(() => Load(document));
        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.StartsWith($"config.json: {path}: expected ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void An_unknown_field_is_ignored_wherever_it_stands()
    {
        JsonNode document = JsonNode.Parse(EveryField.Json)!;
        string expected = Encoding.UTF8.GetString(RuntimeSpec.Write(Load(document)));
        // In objects with fixed fields; in the maps every name is known.
        string[] maps = ["annotations", "linux.sysctl", "linux.netDevices", "linux.timeOffsets", "linux.resources.rdma", "linux.resources.unified"];
        foreach ((string path, JsonNode node) in Walk(document, "").ToList())
        {
            if (node is JsonObject fields && !maps.Contains(path))
            {
                fields["fieldOfALaterVersion"] = new JsonArray(1, "two", new JsonObject());
            }
        }

        document["fieldOfALaterVersion"] = 1;
        Assert.Equal(expected, Encoding.UTF8.GetString(RuntimeSpec.Write(Load(document))));
    }

    private static Spec Load(JsonNode document) => RuntimeSpec.Load(Encoding.UTF8.GetBytes(document.ToJsonString()));

    /// <summary>All values below a node, with their paths as errors write them.</summary>
    private static IEnumerable<(string Path, JsonNode Node)> Walk(JsonNode node, string path)
    {
        IEnumerable<(string Path, JsonNode Node)> children = node switch
        {
            JsonObject fields => fields.Select(f => (Join(path, f.Key), f.Value!)),
            JsonArray items => items.Select((item, i) => ($"{path}[{i}]", item!)),
            _ => [],
        };
        return children.SelectMany(c => Walk(c.Node, c.Path).Prepend(c));
    }

    private static string Join(string path, string name) =>
        name.Length == 0 || name.AsSpan().ContainsAny(".[]' ") ? $"{path}['{name}']" : path.Length == 0 ? name : $"{path}.{name}";
}
