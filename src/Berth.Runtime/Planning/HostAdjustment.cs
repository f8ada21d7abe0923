using Berth.Kernel.Processes;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// Fits a spec to what this process may do, where doing less is better than not starting: a hard limit above our own cannot be
/// set without CAP_SYS_RESOURCE, so it is lowered to ours and that is said; a capability that we have not ourselves is left out.
/// </summary>
public static class HostAdjustment
{
    public static (Spec Spec, IReadOnlyList<string> Warnings) Apply(Spec spec)
    {
        ThreadCapabilities own = CapabilityHost.Current();
        var warnings = new List<string>();
        if (spec.Process?.Capabilities is { } wanted && Missing(wanted, own.Permitted) is { Length: > 0 } missing)
        {
            warnings.Add($"the container goes without {string.Join(", ", missing)}: this process has not got it");
            spec = spec with { Process = spec.Process with { Capabilities = Without(wanted, missing) } };
        }

        if (spec.Process?.Rlimits is not { Length: > 0 } limits || own.Effective.Contains(Capability.SysResource))
        {
            return (spec, warnings);
        }

        Rlimit[] adjusted = Array.ConvertAll(limits, limit =>
        {
            if (!ResourceLimits.TryParse(limit.Type, out int resource) || ProcessControl.HardLimit(resource) is not { } most || limit.Hard <= most)
            {
                return limit;
            }

            warnings.Add($"{limit.Type} is limited to {most} instead of {limit.Hard}: raising it needs CAP_SYS_RESOURCE");
            return limit with { Hard = most, Soft = Math.Min(limit.Soft, most) };
        });
        return (spec with { Process = spec.Process with { Rlimits = adjusted } }, warnings);
    }

    private static string[] Missing(Capabilities wanted, CapabilitySet own) =>
        Array.FindAll(wanted.Bounding ?? [], name => CapabilityNames.TryParse(name, out Capability capability) && !own.Contains(capability));

    private static Capabilities Without(Capabilities all, string[] missing)
    {
        string[]? Rest(string[]? names) => names is null ? null : Array.FindAll(names, name => !missing.Contains(name));
        return new Capabilities
        {
            Bounding = Rest(all.Bounding), Effective = Rest(all.Effective), Permitted = Rest(all.Permitted),
            Inheritable = Rest(all.Inheritable), Ambient = Rest(all.Ambient),
        };
    }
}
