using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>The system call filter of a container.</summary>
/// <param name="Profile">For the specification; null for none.</param>
/// <param name="Recorded">As <see cref="ContainerRecord.SeccompProfile"/>.</param>
internal readonly record struct SeccompChoice(Seccomp? Profile, string Recorded)
{
    /// <param name="security">What the user said.</param>
    /// <param name="configured">The configuration file's profile: a path, <c>builtin</c> or <c>unconfined</c>.</param>
    internal static SeccompChoice Resolve(SecurityOptions security, string? configured)
    {
        string wanted = security.Seccomp;
        if (wanted == "default" && configured is { Length: > 0 } and not "builtin") wanted = configured;
        if (wanted == "unconfined") return new SeccompChoice(null, "unconfined");
        if (wanted == "default") return new SeccompChoice(null, "default");
        throw new EngineException(ErrorKind.NotSupported, "seccomp profiles are not read yet");
    }
}
