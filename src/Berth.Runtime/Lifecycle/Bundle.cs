using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>An OCI bundle: a directory with config.json and, usually, the root file system. OCI runtime-spec, bundle.md.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Config">The bytes of config.json.</param>
public sealed record Bundle(string Path, Spec Spec, ReadOnlyMemory<byte> Config)
{
    private const int MaxConfig = 16 << 20;

    public string RootPath => System.IO.Path.GetFullPath(Spec.Root?.Path ?? throw new EngineException(ErrorKind.InvalidArgument, "config.json: root: missing"), Path);

    /// <exception cref="EngineException">There is no config.json, or it is not one; the field is named.</exception>
    public static Bundle Load(string path)
    {
        string absolute = System.IO.Path.GetFullPath(path);
        // A FIFO would keep us waiting.
        if (Files.TryStatus(null, absolute + "/config.json", out FileStatus status, follow: true) == Errno.None && !status.IsRegular)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"{absolute}/config.json is not a regular file");
        }

        byte[] bytes = Files.ReadAllBytes(null, absolute + "/config.json", MaxConfig)
            ?? throw new EngineException(ErrorKind.NotFound, $"JSON specification file {absolute}/config.json not found", "make one with: berth runtime spec");
        return new Bundle(absolute, RuntimeSpec.Load(bytes), bytes);
    }

    /// <summary>The same with HOME in the process's environment, from the root's /etc/passwd where the configuration does not say it.</summary>
    public Bundle WithHome()
    {
        if (Spec.Process is not { } process || Spec.Root is null || ProcessHome.IsSet(process)
            || Files.TryOpen(RootPath, OpenFlags.Path | OpenFlags.Directory, out Fd root) != Errno.None)
        {
            return this;
        }

        using (root)
        {
            return this with { Spec = Spec with { Process = ProcessHome.Add(process, root) } };
        }
    }
}
