using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Berth.Engine;

/// <summary>
/// A JSON writer for the run path. The framework's needs an encoder and a table of encoded names, half a millisecond to build in a fresh process;
/// this one needs a buffer. Members that are null (or, where said, default) are left out.
/// </summary>
internal sealed class CompactJson
{
    private byte[] buffer;
    private int length;
    private bool needsComma;

    internal CompactJson(int capacity) => buffer = new byte[capacity];

    internal byte[] ToArray() => buffer.AsSpan(0, length).ToArray();

    /// <summary>Begins an object: a member's, or with an empty name an element's or the document's.</summary>
    internal void BeginObject(ReadOnlySpan<byte> name = default) => Begin(name, (byte)'{');

    internal void EndObject() => End((byte)'}');

    internal void BeginArray(ReadOnlySpan<byte> name) => Begin(name, (byte)'[');

    internal void EndArray() => End((byte)']');

    internal void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        Name(name);
        Quote(value);
    }

    internal void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is not { } number) return;
        Name(name);
        Put(number);
    }

    internal void Number(ReadOnlySpan<byte> name, ulong? value)
    {
        if (value is not { } number) return;
        Name(name);
        Utf8Formatter.TryFormat(number, Room(20), out int written);
        length += written;
    }

    /// <summary>Left out when zero.</summary>
    internal void NonZero(ReadOnlySpan<byte> name, long value)
    {
        if (value != 0) Number(name, (long?)value);
    }

    internal void Flag(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is not { } flag) return;
        Name(name);
        Put(flag ? "true"u8 : "false"u8);
    }

    /// <summary>Left out when false.</summary>
    internal void Set(ReadOnlySpan<byte> name, bool value)
    {
        if (value) Flag(name, value);
    }

    internal void Texts(ReadOnlySpan<byte> name, string[]? values)
    {
        if (values is null) return;
        BeginArray(name);
        foreach (string value in values) Element(value);
        EndArray();
    }

    internal void Element(string value)
    {
        Comma();
        Quote(value);
        needsComma = true;
    }

    internal void Numbers(ReadOnlySpan<byte> name, int[]? values)
    {
        if (values is null) return;
        BeginArray(name);
        foreach (int value in values)
        {
            Comma();
            Put((long)value);
            needsComma = true;
        }
        EndArray();
    }

    internal void Map(ReadOnlySpan<byte> name, IEnumerable<KeyValuePair<string, string>>? map)
    {
        if (map is null) return;
        BeginObject(name);
        foreach ((string key, string value) in map) Text(key, value);
        EndObject();
    }

    /// <summary>A member whose name is data.</summary>
    internal void Text(string name, string value)
    {
        Key(name);
        Quote(value);
        needsComma = true;
    }

    /// <summary>The name of a member whose value follows.</summary>
    internal void Key(string name)
    {
        Comma();
        Quote(name);
        Put(":"u8);
        needsComma = false;
    }

    /// <summary>The value null, behind <see cref="Key"/>.</summary>
    internal void Null()
    {
        Put("null"u8);
        needsComma = true;
    }

    private void Begin(ReadOnlySpan<byte> name, byte bracket)
    {
        if (name.IsEmpty) Comma();
        else Name(name);
        Room(1)[0] = bracket;
        length++;
        needsComma = false;
    }

    private void End(byte bracket)
    {
        Room(1)[0] = bracket;
        length++;
        needsComma = true;
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Comma();
        Put("\""u8);
        Put(name);
        Put("\":"u8);
        needsComma = true;
    }

    private void Comma()
    {
        if (needsComma) Put(","u8);
        needsComma = true;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        length += bytes.Length;
    }

    private void Put(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out int written);
        length += written;
    }

    private void Quote(string text)
    {
        // Six bytes for each at worst, and the quotes.
        Span<byte> to = Room(text.Length * 6 + 2);
        int at = 0;
        to[at++] = (byte)'"';
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            char c = rest[0];
            if (c >= 128)
            {
                // A run beyond ASCII: to UTF-8, lone surrogates replaced.
                int run = 1;
                while (run < rest.Length && rest[run] >= 128) run++;
                Utf8.FromUtf16(rest[..run], to[at..], out _, out int written);
                at += written;
                rest = rest[run..];
                continue;
            }
            rest = rest[1..];
            if (c >= ' ' && c is not ('"' or '\\' or (char)127)) to[at++] = (byte)c;
            else at += Escape(c, to[at..]);
        }
        to[at++] = (byte)'"';
        length += at;
    }

    private static int Escape(char c, Span<byte> to)
    {
        byte letter = c switch
        {
            '"' => (byte)'"', '\\' => (byte)'\\', '\n' => (byte)'n', '\r' => (byte)'r', '\t' => (byte)'t', '\b' => (byte)'b', '\f' => (byte)'f',
            _ => 0,
        };
        to[0] = (byte)'\\';
        if (letter != 0)
        {
            to[1] = letter;
            return 2;
        }
        "u00"u8.CopyTo(to[1..]);
        to[4] = "0123456789ABCDEF"u8[c >> 4];
        to[5] = "0123456789ABCDEF"u8[c & 15];
        return 6;
    }

    private Span<byte> Room(int count)
    {
        if (buffer.Length - length < count) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
        return buffer.AsSpan(length);
    }
}
