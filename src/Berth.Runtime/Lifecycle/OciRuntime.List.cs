using Berth.Kernel;
using Berth.Kernel.Identity;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

public sealed partial class OciRuntime
{
    /// <summary>The configuration that was read last: one command asks for it more than once, and it never changes.</summary>
    private (string Id, Spec Spec)? _read;

    /// <summary>A container's state: runtime.md "Query State".</summary>
    public ContainerState State(string id) => Describe(Get(id));

    /// <summary>All containers by id. One whose create is still under way, or was killed, is left out.</summary>
    public IReadOnlyList<ContainerState> List()
    {
        var states = new List<ContainerState>();
        foreach (string id in _root.Ids())
        {
            if (_root.TryRead(id) is { } record)
            {
                states.Add(Describe(record));
            }
        }

        return states;
    }

    /// <summary>The configuration that a container was created with, whatever its bundle says now.</summary>
    public Spec Configuration(string id) => Configuration(Get(id));

    private Spec Configuration(RuntimeRecord record)
    {
        if (_read?.Id != record.Id)
        {
            _read = (record.Id, _root.TryReadConfig(record.Id) is { } kept ? RuntimeSpec.Load(kept) : Bundle.Load(record.Bundle).Spec);
        }

        return _read.Value.Spec;
    }

    private ContainerState Describe(RuntimeRecord record)
    {
        RuntimeStatus status = StatusOf(record);
        return new ContainerState
        {
            OciVersion = record.OciVersion,
            Id = record.Id,
            Pid = status == RuntimeStatus.Stopped ? 0 : record.Pid,
            Status = status.Word(),
            Bundle = record.Bundle,
            Rootfs = record.Rootfs.Length > 0 ? record.Rootfs : record.Bundle + "/rootfs",
            Created = record.Created,
            Annotations = record.Annotations,
            Owner = NameOf(_root.OwnerOf(record.Id)),
        };
    }

    private static string NameOf(uint? uid)
    {
        if (uid is not { } number)
        {
            return "";
        }

        using Fd host = Files.Open("/", OpenFlags.Path | OpenFlags.Directory);
        string text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return UserSpec.TryResolve(host, text, null, out UserIdentity user, out _) ? user.Name ?? text : text;
    }
}
