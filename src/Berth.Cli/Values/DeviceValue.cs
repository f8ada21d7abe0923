using Berth.Engine.Contracts;

namespace Berth.Cli.Values;

/// <summary>One <c>--device</c>: <c>/dev/x</c>, <c>/dev/x:rwm</c>, <c>/dev/x:/dev/y[:rwm]</c>.</summary>
internal static class DeviceValue
{
    /// <summary>Reads a device. Returns null, or docker's reason.</summary>
    public static string? Parse(string text, out DeviceMapping device)
    {
        device = new DeviceMapping();
        string[] parts = text.Split(':');
        if (parts.Length > 3 || parts[0].Length == 0)
        {
            return $"invalid device specification: {text}";
        }

        string inside = parts[0];
        string permissions = "rwm";
        switch (parts.Length)
        {
            case 2 when IsPermissions(parts[1]):
                permissions = parts[1];
                break;
            case 2:
                inside = parts[1];
                break;
            case 3:
                (inside, permissions) = (parts[1], parts[2]);
                break;
        }

        if (!inside.StartsWith('/'))
        {
            return parts[0].Contains('=') ? "CDI devices come with a later release" : $"{inside} is not an absolute path";
        }

        if (!IsPermissions(permissions))
        {
            return $"invalid device mode: {permissions}";
        }

        device = new DeviceMapping { PathOnHost = parts[0], PathInContainer = inside, CgroupPermissions = permissions };
        return null;
    }

    private static bool IsPermissions(string text) =>
        text.Length is > 0 and <= 3 && text.All(c => c is 'r' or 'w' or 'm') && text.Distinct().Count() == text.Length;
}
