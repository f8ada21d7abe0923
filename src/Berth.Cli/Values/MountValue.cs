using Berth.Cli.CommandLine;
using Berth.Engine.Contracts;

namespace Berth.Cli.Values;

/// <summary>One <c>--mount</c>: <c>type=bind,source=/a,target=/b,readonly</c>.</summary>
internal static class MountValue
{
    private static readonly string[] s_keys =
    [
        "type", "source", "src", "target", "dst", "destination", "readonly", "ro", "consistency", "bind-propagation", "bind-nonrecursive", "bind-recursive",
        "volume-subpath", "volume-nocopy", "volume-label", "volume-driver", "volume-opt", "tmpfs-size", "tmpfs-mode",
    ];

    /// <summary>Reads a mount. Returns null, or docker's reason.</summary>
    public static string? Parse(string text, out MountRequest mount)
    {
        mount = new MountRequest { Type = "volume" };
        if (CsvLine.Split(text) is not List<string> fields)
        {
            return "parse error: bare \" in non-quoted field";
        }

        foreach (string field in fields)
        {
            int equals = field.IndexOf('=');
            string key = (equals < 0 ? field : field[..equals]).ToLowerInvariant();
            string? value = equals < 0 ? null : field[(equals + 1)..];
            if (value is null && key is not ("readonly" or "ro" or "volume-nocopy" or "bind-nonrecursive"))
            {
                return $"invalid field '{field}' must be a key=value pair";
            }

            if (Apply(ref mount, key, value ?? "true", field) is string reason)
            {
                return reason;
            }
        }

        return Check(mount);
    }

    private static string? Apply(ref MountRequest mount, string key, string value, string field)
    {
        string? reason = null;
        switch (key)
        {
            case "type":
                mount = mount with { Type = value.ToLowerInvariant() };
                break;
            case "source" or "src":
                mount = mount with { Source = value.StartsWith('.') ? Path.GetFullPath(value) : value };
                break;
            case "target" or "dst" or "destination":
                mount = mount with { Target = value };
                break;
            case "readonly" or "ro":
                reason = Flag(key, value, out bool readOnly);
                mount = mount with { ReadOnly = readOnly };
                break;
            case "consistency":
                mount = mount with { Consistency = value.ToLowerInvariant() };
                break;
            case "bind-propagation":
                mount = mount with { BindOptions = Bind(mount) with { Propagation = value.ToLowerInvariant() } };
                break;
            case "bind-nonrecursive":
                reason = Flag(key, value, out bool nonRecursive);
                mount = mount with { BindOptions = Bind(mount) with { NonRecursive = nonRecursive } };
                break;
            case "bind-recursive":
                reason = Recursion(ref mount, value);
                break;
            case "volume-subpath":
                mount = mount with { VolumeOptions = Volume(mount) with { Subpath = value } };
                break;
            case "volume-nocopy":
                reason = Flag(key, value, out bool noCopy);
                mount = mount with { VolumeOptions = Volume(mount) with { NoCopy = noCopy } };
                break;
            case "volume-label":
                mount = mount with { VolumeOptions = Volume(mount) with { Labels = With(mount.VolumeOptions?.Labels, value) } };
                break;
            case "volume-driver":
                mount = mount with { VolumeOptions = Volume(mount) with { DriverConfig = Driver(mount) with { Name = value } } };
                break;
            case "volume-opt":
                mount = mount with { VolumeOptions = Volume(mount) with { DriverConfig = Driver(mount) with { Options = With(Driver(mount).Options, value) } } };
                break;
            case "tmpfs-size":
                reason = ByteSize.Parse(value, out long size) is null ? null : $"invalid value for {key}: {value}";
                mount = mount with { TmpfsOptions = Tmpfs(mount) with { SizeBytes = size } };
                break;
            case "tmpfs-mode":
                reason = TryOctal(value, out uint mode) ? null : $"invalid value for {key}: {value}";
                mount = mount with { TmpfsOptions = Tmpfs(mount) with { Mode = mode } };
                break;
            default:
                reason = $"unexpected key '{key}' in '{field}'";
                reason += NearestName.Find(key, s_keys) is string near ? $" (did you mean {near}?)" : "";
                break;
        }

        return reason;
    }

    private static string? Check(MountRequest mount)
    {
        if (string.IsNullOrEmpty(mount.Type))
        {
            return "type is required";
        }

        if (string.IsNullOrEmpty(mount.Target))
        {
            return "target is required";
        }

        if (mount.Type is not ("bind" or "volume" or "tmpfs"))
        {
            return mount.Type is "image" or "cluster" or "npipe" ? $"mounts of type {mount.Type} are not supported" : $"invalid mount type: {mount.Type}";
        }

        string? foreign = mount switch
        {
            { VolumeOptions: not null, Type: not "volume" } => "volume",
            { BindOptions: not null, Type: not "bind" } => "bind",
            { TmpfsOptions: not null, Type: not "tmpfs" } => "tmpfs",
            _ => null,
        };
        if (foreign is not null)
        {
            return $"cannot mix '{foreign}-*' options with mount type '{mount.Type}'";
        }

        return mount.BindOptions is { ReadOnlyNonRecursive: true } or { ReadOnlyForceRecursive: true } && !mount.ReadOnly
            ? "option 'bind-recursive' with this value requires 'readonly' to be specified in conjunction"
            : null;
    }

    private static string? Recursion(ref MountRequest mount, string value)
    {
        BindOptions bind = Bind(mount);
        BindOptions? changed = value switch
        {
            "enabled" => bind,
            "disabled" => bind with { NonRecursive = true },
            "writable" => bind with { ReadOnlyNonRecursive = true },
            "readonly" => bind with { ReadOnlyForceRecursive = true },
            _ => null,
        };
        mount = mount with { BindOptions = changed ?? bind };
        return changed is null ? $"invalid value for bind-recursive: {value} (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")" : null;
    }

    private static string? Flag(string key, string value, out bool flag)
    {
        flag = value is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return flag || value is "0" or "f" or "F" or "FALSE" or "false" or "False" ? null : $"invalid value for {key}: {value}";
    }

    private static bool TryOctal(string text, out uint mode)
    {
        mode = 0;
        foreach (char c in text)
        {
            if (c is < '0' or > '7' || mode > 0x1fff)
            {
                return false;
            }

            mode = (mode * 8) + (uint)(c - '0');
        }

        return text.Length > 0 && mode <= 0xfff;
    }

    private static SortedDictionary<string, string> With(SortedDictionary<string, string>? map, string entry)
    {
        int equals = entry.IndexOf('=');
        return new SortedDictionary<string, string>(map ?? [], StringComparer.Ordinal)
        {
            [equals < 0 ? entry : entry[..equals]] = equals < 0 ? "" : entry[(equals + 1)..],
        };
    }

    private static BindOptions Bind(MountRequest mount) => mount.BindOptions ?? new BindOptions();

    private static VolumeOptions Volume(MountRequest mount) => mount.VolumeOptions ?? new VolumeOptions();

    private static VolumeDriverConfig Driver(MountRequest mount) => mount.VolumeOptions?.DriverConfig ?? new VolumeDriverConfig();

    private static TmpfsOptions Tmpfs(MountRequest mount) => mount.TmpfsOptions ?? new TmpfsOptions();
}
