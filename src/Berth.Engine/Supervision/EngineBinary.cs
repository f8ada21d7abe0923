using Berth.Kernel;
using Berth.Kernel.Mounts;

namespace Berth.Engine.Supervision;

/// <summary>
/// The engine's own executable through a read-only mount that is attached nowhere. A process of ours that enters a container runs from
/// there, so nothing in the container can open the binary for writing through <c>/proc/PID/exe</c> (CVE-2019-5736), and no copy is made.
/// </summary>
internal sealed class EngineBinary : IDisposable
{
    private readonly Fd _file;

    private EngineBinary(Fd file) => _file = file;

    /// <summary>Valid in this process and while this object lives.</summary>
    public string Path => _file.ProcPath;

    /// <summary>Without the privilege to mount, the plain file: then containers do not run as a user who could write to it either.</summary>
    public static EngineBinary Open()
    {
        Fd plain = Files.Open("/proc/self/exe", OpenFlags.Path);
        try
        {
            Fd mount = DetachedMount.CloneTree(plain, recursive: false, "/proc/self/exe");
            DetachedMount.Change(mount, new MountAttributeChange { Set = MountAttributes.ReadOnly }, recursive: false, "/proc/self/exe");
            plain.Dispose();
            return new EngineBinary(mount);
        }
        catch (KernelException e) when (e.Errno is Errno.EPERM or Errno.EINVAL)
        {
            return new EngineBinary(plain);
        }
    }

    public void Dispose() => _file.Dispose();
}
