using System.Runtime.InteropServices;
using Berth.Kernel.Security;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine.Security;

/// <summary>Turns a user's profile, in Docker's form or the specification's, into the specification's filter for one container.</summary>
public static class SeccompProfileReader
{
    /// <summary>Reads a profile.</summary>
    /// <param name="json">The profile's text, not a path.</param>
    /// <param name="capabilities">The container's bounding set.</param>
    /// <param name="documentName">What errors call it, e.g. the file's path.</param>
    /// <exception cref="EngineException">InvalidArgument: what is wrong with it, and where.</exception>
    public static Seccomp Read(ReadOnlySpan<byte> json, CapabilitySet capabilities, string documentName) =>
        Select(RuntimeSpec.LoadSeccompProfile(json, documentName), capabilities, RuntimeInformation.ProcessArchitecture == Architecture.Arm64, Environment.OSVersion.Version, documentName);

    internal static Seccomp Select(SeccompProfile profile, CapabilitySet capabilities, bool arm, Version kernel, string documentName)
    {
        if (profile.Architectures is { Length: > 0 } && profile.ArchMap is { Length: > 0 })
            throw Invalid(documentName, "both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'");
        List<SeccompRule> rules = [];
        SeccompProfileRule[] all = profile.Syscalls ?? [];
        for (int i = 0; i < all.Length; i++)
        {
            SeccompProfileRule rule = all[i];
            if (rule.Name is { Length: > 0 } && rule.Names is { Length: > 0 })
                throw Invalid(documentName, "both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'");
            if (!IsUsed(rule, capabilities, arm ? "arm64" : "amd64", kernel, $"{documentName}: syscalls[{i}]"))
                continue;
            string[] names = rule.Name is { Length: > 0 } name ? [name] : rule.Names ?? [];
            rules.Add(new SeccompRule { Names = names, Action = rule.Action, ErrnoRet = rule.ErrnoRet, Args = rule.Args is { Length: > 0 } ? rule.Args : null });
        }
        return new Seccomp
        {
            DefaultAction = profile.DefaultAction,
            DefaultErrnoRet = profile.DefaultErrnoRet,
            Architectures = profile.Architectures is { Length: > 0 } architectures ? architectures : Map(profile.ArchMap, arm),
            Flags = profile.Flags,
            ListenerPath = profile.ListenerPath,
            ListenerMetadata = profile.ListenerMetadata,
            Syscalls = [.. rules],
        };
    }

    private static string[]? Map(SeccompArchitectureMap[]? map, bool arm)
    {
        foreach (SeccompArchitectureMap entry in map ?? [])
        {
            if (entry.Architecture == (arm ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64"))
                return [entry.Architecture, .. entry.SubArchitectures ?? []];
        }
        return null;
    }

    private static bool IsUsed(SeccompProfileRule rule, CapabilitySet capabilities, string architecture, Version kernel, string place)
    {
        if (rule.Excludes is { } excludes)
        {
            if (excludes.Arches?.Contains(architecture) == true || (excludes.MinKernel is { } below && kernel >= Kernel(below, place)))
                return false;
            foreach (string name in excludes.Caps ?? [])
            {
                if (Has(capabilities, name))
                    return false;
            }
        }
        if (rule.Includes is { } includes)
        {
            if ((includes.Arches is { Length: > 0 } && !includes.Arches.Contains(architecture)) || (includes.MinKernel is { } atLeast && kernel < Kernel(atLeast, place)))
                return false;
            foreach (string name in includes.Caps ?? [])
            {
                if (!Has(capabilities, name))
                    return false;
            }
        }
        return true;
    }

    // A capability that is not known here is one that the container does not have.
    private static bool Has(CapabilitySet capabilities, string name) => CapabilityNames.TryParse(name, out Capability capability) && capabilities.Contains(capability);

    private static Version Kernel(string text, string place) => text.Split('.') is [var major, var minor]
        && int.TryParse(major, System.Globalization.NumberStyles.None, null, out int first)
        && int.TryParse(minor, System.Globalization.NumberStyles.None, null, out int second)
        ? new Version(first, second)
        : throw new EngineException(ErrorKind.InvalidArgument, $"{place}: invalid kernel version: {text}, expected format '<kernel>.<major>'");

    private static EngineException Invalid(string document, string reason) => new(ErrorKind.InvalidArgument, $"{document}: {reason}");
}
