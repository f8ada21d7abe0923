using System.Text.Json;

namespace Berth.Oci.Runtime;

/// <summary>
/// Reads the fields of one JSON object. A field that is absent or null is null; one of a wrong type throws <see cref="JsonFault"/>, which
/// collects the path on its way out.
/// </summary>
internal readonly struct JsonObjectReader
{
    private readonly JsonElement _object;

    internal JsonObjectReader(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw JsonFault.Expected("an object", element);
        _object = element;
    }

    /// <summary>For a required field that is not there.</summary>
    internal T Missing<T>(ReadOnlySpan<byte> name) =>
        throw (_object.TryGetProperty(name, out JsonElement value) ? JsonFault.Expected(Word<T>(), value) : new JsonFault("missing")).At(name);

    internal string Text(ReadOnlySpan<byte> name) => OptionalText(name) ?? Missing<string>(name);

    internal string? OptionalText(ReadOnlySpan<byte> name) => Read(name, static e => String(e));

    internal string[]? Texts(ReadOnlySpan<byte> name) => Read(name, static e => Items(e, static i => String(i)));

    internal uint[]? UInts(ReadOnlySpan<byte> name) => Read(name, static e => Items(e, static i => (uint)Unsigned(i, uint.MaxValue)));

    internal bool? Flag(ReadOnlySpan<byte> name) => ReadValue<bool>(name, static e => e.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw JsonFault.Expected(Word<bool>(), e),
    });

    internal int? Int(ReadOnlySpan<byte> name) => ReadValue(name, static e =>
        e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int value) ? value : throw JsonFault.Expected(Word<int>(), e));

    internal long? Long(ReadOnlySpan<byte> name) => ReadValue(name, static e =>
        e.ValueKind == JsonValueKind.Number && e.TryGetInt64(out long value) ? value : throw JsonFault.Expected(Word<long>(), e));

    internal ushort? UShort(ReadOnlySpan<byte> name) => ReadValue(name, static e => (ushort)Unsigned(e, ushort.MaxValue));

    internal uint? UInt(ReadOnlySpan<byte> name) => ReadValue(name, static e => (uint)Unsigned(e, uint.MaxValue));

    internal ulong? ULong(ReadOnlySpan<byte> name) => ReadValue(name, static e => Unsigned(e, ulong.MaxValue));

    internal T? Object<T>(ReadOnlySpan<byte> name, Func<JsonObjectReader, T> read) where T : class
    {
        if (!TryGet(name, out JsonElement element))
            return null;
        try
        {
            return read(new JsonObjectReader(element));
        }
        catch (JsonFault fault)
        {
            throw fault.At(name);
        }
    }

    internal T[]? List<T>(ReadOnlySpan<byte> name, Func<JsonObjectReader, T> read)
    {
        if (!TryGet(name, out JsonElement element))
            return null;
        try
        {
            return Items(element, i => read(new JsonObjectReader(i)));
        }
        catch (JsonFault fault)
        {
            throw fault.At(name);
        }
    }

    internal IReadOnlyDictionary<string, string>? TextMap(ReadOnlySpan<byte> name) => Entries(name, static e => String(e));

    internal IReadOnlyDictionary<string, T>? Map<T>(ReadOnlySpan<byte> name, Func<JsonObjectReader, T> read) where T : class =>
        Entries(name, e => read(new JsonObjectReader(e)));

    private Dictionary<string, T>? Entries<T>(ReadOnlySpan<byte> name, Func<JsonElement, T> read)
    {
        if (!TryGet(name, out JsonElement element))
            return null;
        try
        {
            if (element.ValueKind != JsonValueKind.Object)
                throw JsonFault.Expected("an object", element);
            Dictionary<string, T> entries = [];
            foreach (JsonProperty property in element.EnumerateObject())
            {
                string key = property.Name;
                try
                {
                    entries[WithoutNul(key)] = read(property.Value);
                }
                catch (JsonFault fault)
                {
                    throw fault.At(key);
                }
            }
            return entries;
        }
        catch (JsonFault fault)
        {
            throw fault.At(name);
        }
    }

    private T? Read<T>(ReadOnlySpan<byte> name, Func<JsonElement, T> read) where T : class
    {
        if (!TryGet(name, out JsonElement element))
            return null;
        try
        {
            return read(element);
        }
        catch (JsonFault fault)
        {
            throw fault.At(name);
        }
    }

    private T? ReadValue<T>(ReadOnlySpan<byte> name, Func<JsonElement, T> read) where T : struct
    {
        if (!TryGet(name, out JsonElement element))
            return null;
        try
        {
            return read(element);
        }
        catch (JsonFault fault)
        {
            throw fault.At(name);
        }
    }

    private bool TryGet(ReadOnlySpan<byte> name, out JsonElement element) =>
        _object.TryGetProperty(name, out element) && element.ValueKind != JsonValueKind.Null;

    private static T[] Items<T>(JsonElement element, Func<JsonElement, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw JsonFault.Expected("a list", element);
        T[] items = new T[element.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            try
            {
                items[i] = read(item);
            }
            catch (JsonFault fault)
            {
                throw fault.At(i);
            }
            i++;
        }
        return items;
    }

    private static string String(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? WithoutNul(element.GetString()!) : throw JsonFault.Expected(Word<string>(), element);

    /// <summary>To the kernel a string ends there: what was checked would not be what is used.</summary>
    private static string WithoutNul(string text) => text.Contains('\0', StringComparison.Ordinal) ? throw new JsonFault("contains a NUL character") : text;

    private static ulong Unsigned(JsonElement element, ulong maximum) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetUInt64(out ulong value) && value <= maximum ? value
        : throw JsonFault.Expected(maximum == ulong.MaxValue ? Word<ulong>() : maximum == uint.MaxValue ? Word<uint>() : Word<ushort>(), element);

    private static string Word<T>() =>
        typeof(T) == typeof(string) ? "a string"
        : typeof(T) == typeof(bool) ? "true or false"
        : typeof(T) == typeof(uint) ? "a whole number from 0 to 4294967295"
        : typeof(T) == typeof(ushort) ? "a whole number from 0 to 65535"
        : typeof(T) == typeof(ulong) ? "a whole number, not negative"
        : typeof(T).IsArray ? "a list" : "a whole number";
}
