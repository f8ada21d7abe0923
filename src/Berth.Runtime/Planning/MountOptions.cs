using Berth.Kernel.Mounts;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// The options of one mount, sorted by what they are: attributes of the mount, propagation, bind, or data for the file
/// system. OCI runtime-spec, config.md "Linux mount options".
/// </summary>
internal sealed record MountOptions
{
    public MountAttributes Set { get; private set; }

    public MountAttributes Clear { get; private set; }

    public MountAttributes RecursiveSet { get; private set; }

    public MountAttributes RecursiveClear { get; private set; }

    public MountPropagation Propagation { get; private set; }

    public bool IsPropagationRecursive { get; private set; }

    public bool IsBind { get; private set; }

    public bool IsRecursiveBind { get; private set; }

    /// <summary>Changes what is mounted there already.</summary>
    public bool IsRemount { get; private set; }

    /// <summary>A tmpfs starts with a copy of what it covers.</summary>
    public bool CopiesUp { get; private set; }

    /// <summary>Ids are translated; the mappings are the mount's own or the container's.</summary>
    public bool IsIdMapped { get; private set; }

    public bool IsIdMapRecursive { get; private set; }

    /// <summary>Everything the mount itself does not know: <c>size=64m</c>, <c>mode=755</c>.</summary>
    public List<string> Data { get; } = [];

    /// <summary>Flags of the file system rather than of one mount of it (<c>sync</c>); a bind mount cannot change them, as with mount(2).</summary>
    public List<string> FileSystemFlags { get; } = [];

    public bool IsReadOnly => (Set & MountAttributes.ReadOnly) != 0;

    public static MountOptions Parse(Mount mount)
    {
        var options = new MountOptions { IsBind = mount.Type == "bind" };
        foreach (string option in mount.Options ?? [])
        {
            options.Add(option);
        }

        return options;
    }

    private void Add(string option)
    {
        switch (option)
        {
            case "bind": IsBind = true; break;
            case "rbind": IsBind = IsRecursiveBind = true; break;
            case "private" or "slave" or "shared" or "unbindable": Spread(option, recursive: false); break;
            case "rprivate" or "rslave" or "rshared" or "runbindable": Spread(option[1..], recursive: true); break;
            case "remount": IsRemount = true; break;
            case "tmpcopyup": CopiesUp = true; break;
            case "idmap": IsIdMapped = true; break;
            case "ridmap": IsIdMapped = IsIdMapRecursive = true; break;
            case "sync" or "dirsync" or "mand" or "lazytime": FileSystemFlags.Add(option); break;
            case "async" or "nomand" or "nolazytime": FileSystemFlags.Remove(option == "async" ? "sync" : option[2..]); break;
            // i_version is on where a file system has it, and the kernel's log is the kernel's.
            case "defaults" or "silent" or "loud" or "iversion" or "noiversion": break;
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

    private void Spread(string name, bool recursive)
    {
        IsPropagationRecursive = recursive;
        Propagation = name switch
        {
            "private" => MountPropagation.Private,
            "slave" => MountPropagation.Slave,
            "shared" => MountPropagation.Shared,
            _ => MountPropagation.Unbindable,
        };
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
