using Berth.Kernel.Identity;
using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>The specification's id mappings as the kernel's maps.</summary>
internal static class IdRanges
{
    public static IdRange[] Of(IReadOnlyList<IdMapping> mappings) => [.. mappings.Select(m => new IdRange(m.ContainerId, m.HostId, m.Size))];
}
