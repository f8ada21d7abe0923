using System.Text;
using System.Text.Json.Nodes;

namespace Berth.Runtime.Tests.Fuzzing;

/// <summary>Damages a config.json: drops, repeats, retypes and exchanges fields, and writes odd values in their place. The same seed damages the same way.</summary>
internal sealed class SpecMutator(int seed)
{
    /// <summary>As JSON text, so that what no library would write is among them.</summary>
    private static readonly string[] OddValues =
    [
        "null", "true", "false", "{}", "[]", "[[]]", "[null]", "[{}]", "\"\"", "[\"\"]", "0", "-1", "1", "-0", "1e3", "1.5", "1e999", "-1e999", "2147483647", "2147483648",
        "4294967295", "4294967296", "-9223372036854775808", "9223372036854775807", "18446744073709551615", "18446744073709551616",
        "99999999999999999999999999999999999999", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\n\"", "\"a\\nb: c\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u001b[31m\"", "\"/\"", "\"//\"",
        "\".\"", "\"..\"", "\"../../..\"", "\"/..\"", "\"/../x\"", "\"/proc\"", "\"/proc/\"", "\"/proc/self/fd/3\"", "\"/proc/1\"", "\"/sys\"", "\"/dev\"", "\"/dev/pts\"", "\"/dev/null\"",
        "\"-\"", "\"=\"", "\"a=\"", "\"=b\"", "\":\"", "\",\"", "\"0-\"", "\"rbind\"", "\"bind\"", "\"ro\"", "\"size=\"", "\"\u00e9\u4e2d\ud83d\ude00\"", "\"%s%n\"", "\"CAP_\"", "\"SCMP_ACT_\"", "\"pid\"", "\"user\"",
        "\"mount\"", "\"tmpfs\"", "\"proc\"", "\"cgroup\"", "\"RLIMIT_NOFILE\"", "{\"\":\"\"}", "{\"a\\u0000\":\"b\"}", "{\"net.\":\"1\"}",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One to four damages; now and then the text itself is damaged.</summary>
    public byte[] Damage(string json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        var raw = new List<(string Mark, string Value)>();
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            DamageNode(root, raw);
        }

        var text = new StringBuilder(root.ToJsonString());
        foreach ((string mark, string value) in raw)
        {
            text.Replace($"\"{mark}\"", value);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (_random.Next(20) == 0)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return _random.Next(40) == 0 ? bytes[.._random.Next(bytes.Length)] : bytes;
    }

    private void DamageNode(JsonNode root, List<(string Mark, string Value)> raw)
    {
        JsonNode[] all = [.. All(root)];
        JsonNode victim = all[_random.Next(all.Length)];
        JsonNode? parent = victim.Parent;
        if (parent is null)
        {
            return;
        }

        switch (_random.Next(8))
        {
            case 0:
                Remove(victim, parent);
                break;
            case 1:
                victim.ReplaceWith(all[_random.Next(all.Length)].DeepClone());
                break;
            case 2 when parent is JsonArray list:
                for (int i = _random.Next(1, 60); i > 0; i--)
                {
                    list.Add(victim.DeepClone());
                }

                break;
            case 3:
                victim.ReplaceWith(Marked(raw, Nested(_random.Next(1, 200))));
                break;
            case 4:
                victim.ReplaceWith(new string((char)_random.Next('!', '~'), _random.Next(1, 70_000)));
                break;
            case 5 when parent is JsonObject named:
                named[All(root).OfType<JsonObject>().SelectMany(o => o.Select(p => p.Key)).ElementAt(_random.Next(40))] = victim.DeepClone();
                break;
            default:
                victim.ReplaceWith(Marked(raw, OddValues[_random.Next(OddValues.Length)]));
                break;
        }
    }

    private static void Remove(JsonNode victim, JsonNode parent)
    {
        if (parent is JsonObject named)
        {
            named.Remove(victim.GetPropertyName());
        }
        else
        {
            ((JsonArray)parent).Remove(victim);
        }
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));

    private static string Marked(List<(string Mark, string Value)> raw, string value)
    {
        string mark = $"@{raw.Count}@";
        raw.Add((mark, value));
        return mark;
    }

    private static IEnumerable<JsonNode> All(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject named => named.Select(p => p.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (JsonNode below in children.OfType<JsonNode>().SelectMany(All))
        {
            yield return below;
        }
    }
}
