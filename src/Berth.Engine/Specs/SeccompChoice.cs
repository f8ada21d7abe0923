using System.Text;
using Berth.Engine.Security;
using Berth.Kernel;
using Berth.Kernel.Security;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>The system call filter of a container.</summary>
/// <param name="Profile">For the specification; null for none.</param>
/// <param name="Recorded">As <see cref="ContainerRecord.SeccompProfile"/>.</param>
internal readonly record struct SeccompChoice(Seccomp? Profile, string Recorded)
{
    /// <param name="security">What the user said: <c>default</c>, <c>unconfined</c>, a profile's text (as Docker's command line sends it) or its path.</param>
    /// <param name="configured">The configuration file's profile: a path, <c>builtin</c> or <c>unconfined</c>.</param>
    /// <param name="capabilities">The container's; the profile lets through what they are for.</param>
    internal static SeccompChoice Resolve(SecurityOptions security, string? configured, CapabilitySet capabilities)
    {
        string wanted = security.Seccomp;
        if (wanted == "default" && configured is { Length: > 0 } and not "builtin") wanted = configured;
        switch (wanted)
        {
            case "unconfined": return new SeccompChoice(null, "unconfined");
            case "default": return new SeccompChoice(DefaultSeccomp.Create(capabilities), "default");
        }
        bool isText = wanted.AsSpan().TrimStart().StartsWith("{");
        byte[] json = isText ? Encoding.UTF8.GetBytes(wanted) : ReadProfile(wanted);
        return new SeccompChoice(SeccompProfileReader.Read(json, capabilities, isText ? "seccomp profile" : wanted), Encoding.UTF8.GetString(json));
    }

    private static byte[] ReadProfile(string path)
    {
        const int limit = 4 << 20;
        try
        {
            if (Files.ReadAllBytes(null, path, limit) is { } json) return json;
        }
        catch (KernelException e)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"opening seccomp profile ({path}) failed: {e.Errno.Message()}", inner: e);
        }
        throw new EngineException(ErrorKind.InvalidArgument, $"opening seccomp profile ({path}) failed: no such file or directory");
    }
}
