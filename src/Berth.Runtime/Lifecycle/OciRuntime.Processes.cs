namespace Berth.Runtime.Lifecycle;

public sealed partial class OciRuntime
{
    /// <summary>The numbers of a container's processes as the host sees them, in ascending order.</summary>
    public IReadOnlyList<int> Processes(string id)
    {
        RuntimeRecord record = Get(id);
        if (record.CgroupPath.Length == 0 || !CgroupOf(record).Exists)
        {
            return [];
        }

        List<int> processes = CgroupOf(record).Processes();
        processes.Sort();
        return processes;
    }
}
