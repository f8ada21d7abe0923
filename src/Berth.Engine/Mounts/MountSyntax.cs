using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Checks a <c>--mount</c> as Docker does.</summary>
internal static class MountSyntax
{
    internal static MountIntent Parse(MountRequest request)
    {
        string type = request.Type ?? "";
        if (MountPaths.Refusal(request.Target ?? "") is { } refusal) throw MountPaths.Invalid(type, refusal);
        return type switch
        {
            "bind" => Bind(request),
            "volume" => Volume(request),
            "tmpfs" => Tmpfs(request),
            "image" => throw new EngineException(ErrorKind.NotSupported, "mounts of type \"image\" are not supported"),
            _ => throw MountPaths.Invalid(type, "mount type unknown"),
        };
    }

    private static MountIntent.Bind Bind(MountRequest request)
    {
        string source = request.Source ?? "";
        if (source.Length == 0) throw MountPaths.Invalid("bind", "field Source must not be empty");
        BindOptions options = request.BindOptions ?? new BindOptions();
        string propagation = string.IsNullOrEmpty(options.Propagation) ? "rprivate" : options.Propagation;
        if (propagation is not ("private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave"))
            throw MountPaths.Invalid("bind", $"invalid propagation mode: {propagation}");
        if (request.VolumeOptions is not null) throw MountPaths.Invalid("bind", "field VolumeOptions must not be specified");
        if (source[0] != '/') throw MountPaths.Invalid("bind", $"invalid mount path: '{source}' mount path must be absolute");
        return new MountIntent.Bind
        {
            Destination = MountPaths.Clean(request.Target!), Source = MountPaths.Clean(source), ReadOnly = request.ReadOnly, Propagation = propagation,
            CreateSource = options.CreateMountpoint, NonRecursive = options.NonRecursive, ReadOnlyNonRecursive = options.ReadOnlyNonRecursive,
        };
    }

    private static MountIntent.Volume Volume(MountRequest request)
    {
        if (request.BindOptions is not null) throw MountPaths.Invalid("volume", "field BindOptions must not be specified");
        bool anonymous = string.IsNullOrEmpty(request.Source);
        if (request.ReadOnly && anonymous) throw MountPaths.Invalid("volume", "must not set ReadOnly mode when using anonymous volumes");
        VolumeOptions options = request.VolumeOptions ?? new VolumeOptions();
        if (!string.IsNullOrEmpty(options.Subpath)) throw new EngineException(ErrorKind.NotSupported, "volume-subpath is not supported yet");
        if (options.DriverConfig is { Name: not (null or "" or "local") } driver)
            throw new EngineException(ErrorKind.NotFound, $"error looking up volume plugin {driver.Name}: plugin \"{driver.Name}\" not found");
        if (options.DriverConfig?.Options is { Count: > 0 })
            throw new EngineException(ErrorKind.NotSupported, "options of the volume driver \"local\" are not supported yet");
        return new MountIntent.Volume
        {
            Destination = MountPaths.Clean(request.Target!), Name = anonymous ? null : request.Source, ReadOnly = request.ReadOnly,
            Copy = !options.NoCopy, Labels = options.Labels,
        };
    }

    private static MountIntent.Tmpfs Tmpfs(MountRequest request)
    {
        if (request.BindOptions is not null) throw MountPaths.Invalid("tmpfs", "field BindOptions must not be specified");
        if (!string.IsNullOrEmpty(request.Source)) throw MountPaths.Invalid("tmpfs", "field Source must not be specified");
        TmpfsOptions options = request.TmpfsOptions ?? new TmpfsOptions();
        var words = new List<string>();
        if (request.ReadOnly) words.Add("ro");
        if (options.Mode != 0) words.Add("mode=" + Convert.ToString(options.Mode, 8));
        if (options.SizeBytes != 0) words.Add("size=" + options.SizeBytes);
        foreach (string[] option in options.Options ?? [])
        {
            if (option is not ["exec" or "noexec"]) throw MountPaths.Invalid("tmpfs", "invalid option: " + (option.Length > 0 ? option[0] : ""));
            words.Add(option[0]);
        }
        return new MountIntent.Tmpfs
        {
            Destination = MountPaths.Clean(request.Target!), Options = TmpfsSyntax.Merge(words), ReadOnly = request.ReadOnly, Listed = true,
        };
    }
}
