using Berth.Kernel;
using Berth.Kernel.Terminals;
using Berth.Oci;

namespace Berth.Runtime.Lifecycle;

/// <summary>A terminal for a further process of a container.</summary>
public static class ContainerTerminal
{
    /// <summary>A terminal of the container's own devpts; what else might lie at that path is refused.</summary>
    /// <param name="root">The container's root as its first process has it.</param>
    public static PseudoTerminal Open(Fd root)
    {
        const long DevPtsMagic = 0x1CD1;
        using Fd devPts = Files.OpenAt2(root, "dev/pts", OpenFlags.Path | OpenFlags.Directory, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks | ResolveFlags.NoSymlinks);
        return Files.FileSystemType(devPts) == DevPtsMagic
            ? PseudoTerminal.Open(devPts)
            : throw new EngineException(ErrorKind.Conflict, "the container has no devpts at /dev/pts: a terminal cannot be made");
    }
}
