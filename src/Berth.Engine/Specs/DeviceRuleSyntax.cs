using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary><c>--device-cgroup-rule</c>: <c>c 13:* rwm</c>.</summary>
internal static class DeviceRuleSyntax
{
    internal static DeviceRule Parse(string text)
    {
        string[] words = text.Split(' ');
        string[] numbers = words.Length == 3 ? words[1].Split(':') : [];
        if (words.Length == 3 && words[0] is "a" or "b" or "c" && numbers.Length == 2 && TryNumber(numbers[0], out long? major) &&
            TryNumber(numbers[1], out long? minor) && IsAccess(words[2]))
            return new DeviceRule { Allow = true, Type = words[0], Major = major, Minor = minor, Access = words[2] };
        throw new EngineException(ErrorKind.InvalidArgument, $"invalid device cgroup rule format: '{text}'", "for example: c 13:* rwm");
    }

    /// <summary>One to three of r, w and m, none twice.</summary>
    internal static bool IsAccess(string text) =>
        text.Length is >= 1 and <= 3 && !text.AsSpan().ContainsAnyExcept("rwm") && text.AsSpan().Count('r') <= 1 && text.AsSpan().Count('w') <= 1 && text.AsSpan().Count('m') <= 1;

    private static bool TryNumber(string text, out long? number)
    {
        bool valid = uint.TryParse(text, System.Globalization.NumberStyles.None, null, out uint value);
        number = valid ? value : null;
        return valid || text == "*";
    }
}
