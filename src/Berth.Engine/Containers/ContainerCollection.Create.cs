using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>
    /// Creates a container: decides and checks everything, then writes it in one piece. Docker Engine API <c>POST /containers/create</c>.
    /// Under <c>--rm</c> nothing is synced to disk.
    /// </summary>
    /// <exception cref="EngineException">
    /// NotFound (image, network, container to share with), Conflict (the name), InvalidArgument, NotSupported; messages are Docker's.
    /// </exception>
    public Container Create(ContainerCreateRequest request)
    {
        string? name = request.Name is { Length: > 0 } wanted ? ContainerName.Require(wanted) : null;
        ContainerImage image = request.Image ?? FindImage(request);
        ContainerConfig config = ConfigMerge.Merge(request.Config, image.Config);
        HostConfig host = NamespaceSharing.Resolve(request.HostConfig, engine);
        ConfigValidation.Check(config);
        HostConfigValidation.Check(config, host, engine.Host);
        SecurityOptions security = SecurityOptions.Parse(host, engine.Config.NoNewPrivileges);
        host = HostConfigDefaults.Fill(host, engine.Config, engine.Host, security);
        List<MountIntent> intents = MountIntents.Collect(config, host, InheritedMounts(host), engine.WorkingDirectory);
        SeccompChoice seccomp = SeccompChoice.Resolve(security, engine.Config.SeccompProfile, CapabilityOptions.Set(host));

        try
        {
            using ContainerStorage.Draft draft = Storage.Begin(request.Id);
            draft.TakeName(name);
            var mounts = new MountResolver(engine.Volumes.Store, draft.Id);
            try
            {
                foreach (MountIntent intent in intents) mounts.Resolve(intent);
                return Write(draft, image, config with { Hostname = HostnameOf(draft.Id, config, host) }, host, security, seccomp, mounts);
            }
            catch
            {
                mounts.Abandon();
                throw;
            }
        }
        catch (KernelException e) when (e.Errno is Errno.ENOSPC or Errno.EDQUOT)
        {
            throw new EngineException(
                ErrorKind.Exhausted, $"create container below {engine.Paths.DataRoot}: {e.Errno.Message().ToLowerInvariant()}",
                "make room, for example with: berth container prune", e);
        }
    }

    private Container Write(
        ContainerStorage.Draft draft, ContainerImage image, ContainerConfig config, HostConfig host, SecurityOptions security, SeccompChoice seccomp,
        MountResolver mounts)
    {
        bool sync = !host.AutoRemove;
        var directory = new ContainerDirectory(engine.Paths, draft.Id);
        (string path, string[] arguments) = ConfigMerge.CommandOf(config);
        Spec spec = SpecBuilder.Build(new SpecInputs
        {
            Id = draft.Id,
            NetworkFiles = NamespaceSharing.Donor(host.NetworkMode) is { } donor ? new ContainerDirectory(engine.Paths, donor) : directory,
            Config = config,
            Host = host,
            Path = path,
            Arguments = arguments,
            Mounts = [.. mounts.Mounts.Select(static mount => mount.Spec)],
            Security = security,
            Seccomp = seccomp.Profile,
            Privileged = Files.EffectiveUser == 0,
        });
        var record = new ContainerRecord
        {
            Id = draft.Id.Value,
            Created = Rfc3339.Format(engine.Clock.GetUtcNow()),
            ImageId = image.Id,
            ImageReference = config.Image,
            Path = path,
            Args = arguments,
            Mounts = [.. mounts.Mounts.Select(static mount => mount.Point).OfType<MountPoint>()],
            AnonymousVolumes = mounts.AnonymousVolumes,
            VolumesToFill = mounts.VolumesToFill,
            Config = config,
            HostConfig = host,
            Layers = [.. image.DiffIds],
            Os = image.Os,
            Architecture = image.Architecture,
            SeccompProfile = seccomp.Recorded,
            AppArmorProfile = security.AppArmor,
        };

        draft.Write(ContainerDirectory.RecordName, StorageJson.Write(record), sync);
        draft.Write(ContainerDirectory.SpecName, SpecWriter.Write(spec), sync);
        draft.Write("hostname", System.Text.Encoding.UTF8.GetBytes(config.Hostname + "\n"), sync, mode: 0x1A4);
        RootfsSkeleton.Make(draft.Directory, engine.Paths, record.Layers);
        draft.Commit(sync);
        return new Container(engine, draft.Id, draft.Name, record, spec);
    }

    private ContainerImage FindImage(ContainerCreateRequest request)
    {
        if (request.Config.Image.Length == 0) throw new EngineException(ErrorKind.InvalidArgument, "no image was named");
        return engine.ImageSource.Find(request.Config.Image, request.Platform) ?? throw Errors.NoSuchImage(Familiar(request.Config.Image));
    }

    private static string Familiar(string reference) => ImageReference.TryParse(reference, out ImageReference? parsed, out _) ? parsed.Familiar : reference;

    private string HostnameOf(ContainerId id, ContainerConfig config, HostConfig host)
    {
        if (config.Hostname.Length > 0) return config.Hostname;
        if (NamespaceSharing.Donor(host.NetworkMode) is { } donor) return Get(donor.Value).Config.Hostname;
        return host.NetworkMode == "host" || host.UTSMode == "host" ? Environment.MachineName : id.Short;
    }

    private List<MountIntent.Inherited> InheritedMounts(HostConfig host)
    {
        var mounts = new List<MountIntent.Inherited>();
        foreach (string text in host.VolumesFrom ?? [])
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            string mode = colon < 0 ? "rw" : text[(colon + 1)..];
            if (mode is not ("ro" or "rw" or "z" or "Z")) throw new EngineException(ErrorKind.InvalidArgument, $"invalid mode: {mode}");
            foreach (MountPoint point in Get(colon < 0 ? text : text[..colon]).Record.Mounts)
                if (point.Type is "bind" or "volume")
                    mounts.Add(new MountIntent.Inherited { Destination = point.Destination, From = point, ReadOnly = mode == "ro" || !point.RW });
        }
        return mounts;
    }
}
