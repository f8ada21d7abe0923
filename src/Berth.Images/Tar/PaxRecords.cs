using System.Buffers.Text;
using Berth.Kernel;

namespace Berth.Images;

/// <summary>
/// Reads the records of a PAX extended header, <c>"%d %s=%s\n"</c> with the length of the whole record first. Values are bytes: they may hold
/// newlines and NULs (extended attributes do).
/// </summary>
internal ref struct PaxRecords(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    internal ReadOnlySpan<byte> Key { get; private set; }

    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>False at the end, and for a broken record, when <see cref="IsBroken"/> is set.</summary>
    internal bool Next()
    {
        // Some writers pad with NULs.
        if (rest.IsEmpty || rest[0] == 0) return false;
        IsBroken = true;
        int blank = rest[..Math.Min(rest.Length, 21)].IndexOf((byte)' ');
        if (blank <= 0 || !Utf8Parser.TryParse(rest[..blank], out int length, out int used) || used != blank) return false;
        if (length <= blank + 1 || length > rest.Length || rest[length - 1] != (byte)'\n') return false;
        ReadOnlySpan<byte> record = rest[(blank + 1)..(length - 1)];
        int equals = record.IndexOf((byte)'=');
        if (equals <= 0) return false;
        Key = record[..equals];
        Value = record[(equals + 1)..];
        rest = rest[length..];
        IsBroken = false;
        return true;
    }

    internal bool IsBroken { get; private set; }

    /// <summary>A whole decimal number.</summary>
    internal static bool TryNumber(ReadOnlySpan<byte> value, out long number) =>
        Utf8Parser.TryParse(value, out number, out int used) && used == value.Length;

    /// <summary>Seconds with an optional fraction; digits beyond nanoseconds are dropped, towards the past.</summary>
    internal static bool TryTime(ReadOnlySpan<byte> value, out FileTime time)
    {
        time = default;
        bool negative = value is [(byte)'-', ..];
        if (negative) value = value[1..];
        int dot = value.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = dot < 0 ? value : value[..dot];
        ReadOnlySpan<byte> fraction = dot < 0 ? default : value[(dot + 1)..];
        if (whole.IsEmpty && fraction.IsEmpty) return false;
        long seconds = 0;
        if (!whole.IsEmpty && (!TryNumber(whole, out seconds) || seconds < 0)) return false;
        uint nanoseconds = 0;
        bool more = false;
        for (int i = 0; i < Math.Max(9, fraction.Length); i++)
        {
            uint digit = 0;
            if (i < fraction.Length)
            {
                if (!char.IsAsciiDigit((char)fraction[i])) return false;
                digit = (uint)(fraction[i] - '0');
            }
            if (i < 9) nanoseconds = nanoseconds * 10 + digit;
            else more |= digit != 0;
        }
        if (negative)
        {
            if (more) nanoseconds++;
            seconds = -seconds;
            if (nanoseconds > 0)
            {
                seconds--;
                nanoseconds = 1_000_000_000 - nanoseconds;
            }
        }
        time = new FileTime(seconds, nanoseconds);
        return true;
    }
}
