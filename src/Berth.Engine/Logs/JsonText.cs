using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Berth.Engine.Logs;

/// <summary>The pieces of a json-file entry, written without allocating.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(SpecialBytes());

    // Controls, quote, backslash, what Go escapes lest HTML is read into it, and everything beyond ASCII (it may be no UTF-8).
    private static byte[] SpecialBytes()
    {
        var bytes = new List<byte>(170);
        for (int b = 0; b < 256; b++)
            if (b is < 32 or >= 128 or '"' or '\\' or '<' or '>' or '&') bytes.Add((byte)b);
        return [.. bytes];
    }

    /// <summary>
    /// Escapes as Go's encoder does; bytes that are no UTF-8 become U+FFFD. The target has room for six bytes for each of the source.
    /// </summary>
    internal static int Escape(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int written = 0;
        while (!source.IsEmpty)
        {
            int plain = source.IndexOfAny(Special);
            if (plain < 0) plain = source.Length;
            source[..plain].CopyTo(target[written..]);
            written += plain;
            source = source[plain..];
            if (source.IsEmpty) break;
            written += EscapeOne(ref source, target[written..]);
        }
        return written;
    }

    private static int EscapeOne(ref ReadOnlySpan<byte> source, Span<byte> target)
    {
        byte b = source[0];
        if (b >= 128)
        {
            OperationStatus status = Rune.DecodeFromUtf8(source, out Rune rune, out int consumed);
            source = source[consumed..];
            if (status != OperationStatus.Done) return Copy("\\ufffd"u8, target);
            // JavaScript's line separators.
            if (rune.Value is 0x2028 or 0x2029) return Copy(rune.Value == 0x2028 ? "\\u2028"u8 : "\\u2029"u8, target);
            return rune.EncodeToUtf8(target);
        }
        source = source[1..];
        switch (b)
        {
            case (byte)'"': return Copy("\\\""u8, target);
            case (byte)'\\': return Copy("\\\\"u8, target);
            case (byte)'\n': return Copy("\\n"u8, target);
            case (byte)'\r': return Copy("\\r"u8, target);
            case (byte)'\t': return Copy("\\t"u8, target);
            default:
                Copy("\\u00"u8, target);
                target[4] = "0123456789abcdef"u8[b >> 4];
                target[5] = "0123456789abcdef"u8[b & 15];
                return 6;
        }
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> target)
    {
        text.CopyTo(target);
        return text.Length;
    }

    /// <summary>RFC 3339 with nine digits of fraction, UTC: 30 bytes.</summary>
    internal static int Time(DateTimeOffset time, Span<byte> target)
    {
        DateTime utc = time.UtcDateTime;
        Digits(utc.Year, target[..4]);
        target[4] = target[7] = (byte)'-';
        Digits(utc.Month, target.Slice(5, 2));
        Digits(utc.Day, target.Slice(8, 2));
        target[10] = (byte)'T';
        Digits(utc.Hour, target.Slice(11, 2));
        target[13] = target[16] = (byte)':';
        Digits(utc.Minute, target.Slice(14, 2));
        Digits(utc.Second, target.Slice(17, 2));
        target[19] = (byte)'.';
        Digits((int)(utc.Ticks % TimeSpan.TicksPerSecond) * 100L, target.Slice(20, 9));
        target[29] = (byte)'Z';
        return 30;
    }

    private static void Digits(long value, Span<byte> target)
    {
        for (int i = target.Length - 1; i >= 0; i--, value /= 10) target[i] = (byte)('0' + value % 10);
    }
}
