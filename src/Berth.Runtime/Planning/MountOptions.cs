using Berth.Kernel.Mounts;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// The options of one mount, sorted by what they are: attributes of the mount, propagation, bind, or data for the file
/// system. OCI runtime-spec, config.md "mounts", and config-linux.md for the recursive forms.
/// </summary>
internal sealed record MountOptions
{
    public MountAttributes Set { get; private set; }

    public MountAttributes Clear { get; private set; }

    public MountAttributes RecursiveSet { get; private set; }

    public MountAttributes RecursiveClear { get; private set; }

    public MountPropagation Propagation { get; private set; }

    public bool IsBind { get; private set; }

    public bool IsRecursiveBind { get; private set; }

    /// <summary>Everything the mount itself does not know: <c>size=64m</c>, <c>mode=755</c>.</summary>
    public List<string> Data { get; } = [];

    /// <exception cref="Berth.Oci.EngineException">An option that this runtime does not support.</exception>
    public static MountOptions Parse(Mount mount)
    {
        var options = new MountOptions { IsBind = mount.Type == "bind" };
        foreach (string option in mount.Options ?? [])
        {
            options.Add(option, mount.Destination);
        }

        return options;
    }

    private void Add(string option, string destination)
    {
        switch (option)
        {
            case "bind": IsBind = true; break;
            case "rbind": IsBind = IsRecursiveBind = true; break;
            case "private" or "rprivate": Propagation = MountPropagation.Private; break;
            case "slave" or "rslave": Propagation = MountPropagation.Slave; break;
            case "shared" or "rshared": Propagation = MountPropagation.Shared; break;
            case "unbindable" or "runbindable": Propagation = MountPropagation.Unbindable; break;
            case "defaults" or "async" or "silent" or "loud" or "nomand" or "noiversion": break;
            case "tmpcopyup" or "idmap" or "ridmap":
                throw PlanContext.Invalid($"mount at {destination}: the option {option} is not supported by this release");
            default:
                if (Attribute(option) is { } plain)
                {
                    Set = (Set & ~plain.Clear) | plain.Set;
                    Clear = (Clear & ~plain.Set) | plain.Clear;
                }
                else if (option.StartsWith('r') && Attribute(option[1..]) is { } recursive)
                {
                    RecursiveSet = (RecursiveSet & ~recursive.Clear) | recursive.Set;
                    RecursiveClear = (RecursiveClear & ~recursive.Set) | recursive.Clear;
                }
                else
                {
                    Data.Add(option);
                }

                break;
        }
    }

    private static (MountAttributes Set, MountAttributes Clear)? Attribute(string option) => option switch
    {
        "ro" => (MountAttributes.ReadOnly, 0),
        "rw" => (0, MountAttributes.ReadOnly),
        "nosuid" => (MountAttributes.NoSuid, 0),
        "suid" => (0, MountAttributes.NoSuid),
        "nodev" => (MountAttributes.NoDev, 0),
        "dev" => (0, MountAttributes.NoDev),
        "noexec" => (MountAttributes.NoExec, 0),
        "exec" => (0, MountAttributes.NoExec),
        "noatime" => (MountAttributes.NoAccessTime, MountAttributes.AccessTimeMask),
        "relatime" => (0, MountAttributes.AccessTimeMask),
        "atime" => (0, MountAttributes.AccessTimeMask),
        "strictatime" => (MountAttributes.StrictAccessTime, MountAttributes.AccessTimeMask),
        "nostrictatime" => (0, MountAttributes.AccessTimeMask),
        "norelatime" => (0, 0),
        "nodiratime" => (MountAttributes.NoDirectoryAccessTime, 0),
        "diratime" => (0, MountAttributes.NoDirectoryAccessTime),
        "nosymfollow" => (MountAttributes.NoSymlinkFollow, 0),
        "symfollow" => (0, MountAttributes.NoSymlinkFollow),
        _ => null,
    };
}
