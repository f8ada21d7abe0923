using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates.Syntax;

/// <summary>The value of a Go string or character literal, strconv.Unquote.</summary>
internal static class GoUnquoted
{
    /// <summary>Reads a literal with its quotes (<c>"</c>, <c>`</c> or <c>'</c>). False when an escape is malformed.</summary>
    public static bool TryRead(string literal, out string value)
    {
        value = "";
        char quote = literal[0];
        string body = literal[1..^1];
        if (quote == '`')
        {
            value = body.Replace("\r", "");
            return true;
        }

        var bytes = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < body.Length;)
        {
            if (body[i] != '\\')
            {
                Rune.DecodeFromUtf16(body.AsSpan(i), out Rune rune, out int used);
                i += used;
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                continue;
            }

            if (i + 1 >= body.Length || !Escape(body, ref i, quote, bytes))
            {
                return false;
            }
        }

        value = Encoding.UTF8.GetString([.. bytes]);
        return true;
    }

    private static bool Escape(string body, ref int i, char quote, List<byte> bytes)
    {
        char c = body[i + 1];
        int simple = "abfnrtv\\".IndexOf(c);
        if (simple >= 0 || c == quote)
        {
            bytes.Add(c == quote ? (byte)quote : "\a\b\f\n\r\t\v\\"u8[simple]);
            i += 2;
            return true;
        }

        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, >= '0' and <= '7' => 3, _ => 0 };
        int from = c is >= '0' and <= '7' ? i + 1 : i + 2;
        if (digits == 0 || from + digits > body.Length)
        {
            return false;
        }

        ReadOnlySpan<char> number = body.AsSpan(from, digits);
        i = from + digits;
        if (c is >= '0' and <= '7')
        {
            int octal = 0;
            foreach (char d in number)
            {
                if (d is < '0' or > '7')
                {
                    return false;
                }

                octal = (octal * 8) + d - '0';
            }

            bytes.Add((byte)octal);
            return octal < 256;
        }

        if (!int.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
        {
            return false;
        }

        if (c == 'x')
        {
            bytes.Add((byte)code);
            return true;
        }

        if (!Rune.IsValid(code))
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[4];
        bytes.AddRange(utf8[..new Rune(code).EncodeToUtf8(utf8)]);
        return true;
    }
}
