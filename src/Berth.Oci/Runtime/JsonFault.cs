using System.Text;
using System.Text.Json;

namespace Berth.Oci.Runtime;

/// <summary>Something in a document that the specification does not allow; the path grows as the reader unwinds.</summary>
internal sealed class JsonFault(string reason) : Exception
{
    /// <summary><c>process.args[1]</c>; empty at the document's root.</summary>
    internal string Path { get; private set; } = "";

    public override string Message => Path.Length == 0 ? reason : $"{Path}: {reason}";

    internal static JsonFault Expected(string what, JsonElement found) => new($"expected {what}, found {Show(found)}");

    internal JsonFault At(ReadOnlySpan<byte> name) => At(Encoding.UTF8.GetString(name));

    internal JsonFault At(string name) => Under(name.Length == 0 || name.AsSpan().ContainsAny(".[]' ") ? $"['{name}']" : name);

    internal JsonFault At(int index) => Under($"[{index}]");

    private JsonFault Under(string step)
    {
        Path = Path.Length == 0 || Path[0] == '[' ? step + Path : $"{step}.{Path}";
        return this;
    }

    private static string Show(JsonElement found)
    {
        if (found.ValueKind is JsonValueKind.Object)
            return "an object";
        if (found.ValueKind is JsonValueKind.Array)
            return "a list";
        string text = found.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}
