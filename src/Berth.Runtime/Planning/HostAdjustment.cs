using Berth.Kernel.Processes;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// Fits a spec to what this process may do, where doing less is better than not starting: a hard limit above our own cannot be
/// set without CAP_SYS_RESOURCE, so it is lowered to ours and that is said.
/// </summary>
public static class HostAdjustment
{
    public static (Spec Spec, IReadOnlyList<string> Warnings) Apply(Spec spec)
    {
        if (spec.Process?.Rlimits is not { Length: > 0 } limits || CapabilityHost.Current().Effective.Contains(Capability.SysResource))
        {
            return (spec, []);
        }

        var warnings = new List<string>();
        Rlimit[] adjusted = Array.ConvertAll(limits, limit =>
        {
            if (!ResourceLimits.TryParse(limit.Type, out int resource) || ProcessControl.HardLimit(resource) is not { } own || limit.Hard <= own)
            {
                return limit;
            }

            warnings.Add($"{limit.Type} is limited to {own} instead of {limit.Hard}: raising it needs CAP_SYS_RESOURCE");
            return limit with { Hard = own, Soft = Math.Min(limit.Soft, own) };
        });
        return (spec with { Process = spec.Process with { Rlimits = adjusted } }, warnings);
    }
}
