using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>The host's security modules for a plan request. Most specs name no label, and then nothing is asked.</summary>
public static class HostModules
{
    public static SecurityModules For(Spec spec) => For(spec.Process, spec.Linux?.MountLabel);

    public static SecurityModules For(Process? process, string? mountLabel = null) =>
        process is { ApparmorProfile: { Length: > 0 } } or { SelinuxLabel: { Length: > 0 } } || mountLabel is { Length: > 0 }
            ? SecurityModuleHost.Detect()
            : SecurityModules.None;
}
