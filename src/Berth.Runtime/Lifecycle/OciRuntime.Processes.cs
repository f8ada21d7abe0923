using System.Globalization;
using Berth.Kernel;

namespace Berth.Runtime.Lifecycle;

public sealed partial class OciRuntime
{
    /// <summary>The numbers of a container's processes as the host sees them, in ascending order.</summary>
    public IReadOnlyList<int> Processes(string id)
    {
        RuntimeRecord record = Get(id);
        List<int> processes = ProcessesOf(record);
        processes.Sort();
        return processes;
    }

    private List<int> ProcessesOf(RuntimeRecord record) =>
        record.CgroupPath.Length == 0 ? ProcessesByNamespace(record) : CgroupOf(record) is { Exists: true } cgroup ? cgroup.Processes() : [];

    /// <summary>Without a cgroup of its own (an ordinary user's): all that are in the first process's pid namespace, if that is another than ours.</summary>
    private static List<int> ProcessesByNamespace(RuntimeRecord record)
    {
        using Fd? init = OpenInit(record);
        if (init is null)
        {
            return [];
        }

        ulong? theirs = PidNamespaceOf(record.Pid.ToString(CultureInfo.InvariantCulture));
        if (theirs is null || theirs == PidNamespaceOf("self"))
        {
            return [record.Pid];
        }

        var processes = new List<int>();
        foreach (string name in DirectoryEntries.Names(null, "/proc"))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && PidNamespaceOf(name) == theirs)
            {
                processes.Add(pid);
            }
        }

        return processes;
    }

    private static ulong? PidNamespaceOf(string process) =>
        Files.TryStatus(null, $"/proc/{process}/ns/pid", out FileStatus status, follow: true) == Errno.None ? status.Inode : null;
}
