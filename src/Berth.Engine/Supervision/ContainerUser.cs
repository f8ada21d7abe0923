using Berth.Kernel;
using Berth.Kernel.Identity;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine.Supervision;

/// <summary>Looks the container's user up in its own root file system, once that is mounted.</summary>
internal static class ContainerUser
{
    public static Spec Resolve(LaunchInputs inputs, Fd root)
    {
        UserIdentity user = Find(root, inputs.User, inputs.GroupAdd);
        return ProcessUser.Apply(inputs.Spec, user.Uid, user.Gid, user.AdditionalGids, user.Home);
    }

    /// <exception cref="EngineException">In docker's words: <c>unable to find user foo: no matching entries in passwd file</c>.</exception>
    public static UserIdentity Find(Fd root, string user, IReadOnlyList<string> groups) =>
        UserSpec.TryResolve(root, user, groups, out UserIdentity identity, out string? error)
            ? identity
            : throw new EngineException(ErrorKind.InvalidArgument, error!);
}
