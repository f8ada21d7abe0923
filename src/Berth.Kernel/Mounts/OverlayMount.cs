using System.Runtime.ExceptionServices;
using System.Text;

namespace Berth.Kernel.Mounts;

/// <summary>
/// overlayfs from many directories, Documentation/filesystems/overlayfs.rst. From Linux 6.7 every lower directory is one fsconfig call
/// (<c>lowerdir+</c>); before, the list has to fit one page and fsconfig takes 256 bytes, so mount(2) is used with
/// <c>/proc/self/fd/N</c> for the names, in a mount namespace of its own from which the mount is then cloned.
/// </summary>
public static class OverlayMount
{
    private const int MaxOldOptions = 4095;

    /// <param name="lower">Read-only directories, the topmost first.</param>
    /// <param name="upper">Writable directory; null for a read-only overlay.</param>
    /// <param name="work">Empty directory on the same file system as <paramref name="upper"/>.</param>
    /// <param name="isVolatile">Leaves out every sync: for an upper directory that is thrown away anyway.</param>
    public static Fd Create(IReadOnlyList<string> lower, string? upper, string? work, bool isVolatile)
    {
        // An old kernel takes any option in fsconfig and refuses it, with a line in the kernel's log, only when the file system is created.
        if (!TakesLayersOneByOne)
        {
            return CreateTheOldWay(lower, upper, work, isVolatile);
        }

        using Fd context = DetachedMount.Open("overlay");
        foreach (string directory in lower)
        {
            Errno errno = DetachedMount.TrySet(context, MountNumbers.FsconfigSetString, "lowerdir+", directory);
            if (errno == Errno.EINVAL && directory == lower[0])
            {
                return CreateTheOldWay(lower, upper, work, isVolatile);
            }

            Demand(errno, "add overlay layer", directory);
        }

        if (upper is not null)
        {
            Demand(DetachedMount.TrySet(context, MountNumbers.FsconfigSetString, "upperdir", upper), "set overlay upper directory", upper);
            Demand(DetachedMount.TrySet(context, MountNumbers.FsconfigSetString, "workdir", work), "set overlay work directory", work);
        }

        if (isVolatile)
        {
            Demand(DetachedMount.TrySet(context, MountNumbers.FsconfigSetFlag, "volatile", null), "set overlay option", "volatile");
        }

        return DetachedMount.Finish(context, "overlay", MountAttributes.None);
    }

    private static bool TakesLayersOneByOne => Environment.OSVersion.Version >= new Version(6, 7);

    private static void Demand(Errno errno, string operation, string? subject)
    {
        if (errno != Errno.None)
        {
            throw new KernelException(operation, subject, errno);
        }
    }

    internal static Fd CreateTheOldWay(IReadOnlyList<string> lower, string? upper, string? work, bool isVolatile)
    {
        Fd? result = null;
        ExceptionDispatchInfo? failure = null;
        // unshare changes one thread, which ends afterwards and takes the namespace with it.
        var thread = new Thread(() =>
        {
            try
            {
                result = MountPrivately(lower, upper, work, isVolatile);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static Fd MountPrivately(IReadOnlyList<string> lower, string? upper, string? work, bool isVolatile)
    {
        const int CLONE_NEWNS = 0x2_0000;
        const string Target = "/";
        Libc.Check(Libc.unshare(CLONE_NEWNS), "make a mount namespace");
        Libc.Check(Libc.mount(null, "/", null, (nuint)(MountFlags.Recursive | MountFlags.Private), null), "make mounts private");

        var held = new List<Fd>();
        try
        {
            string Short(string path)
            {
                Fd fd = Files.Open(path, OpenFlags.Path | OpenFlags.Directory);
                held.Add(fd);
                return "/proc/thread-self/fd/" + fd.Number;
            }

            var options = new StringBuilder("lowerdir=").AppendJoin(':', lower.Select(Short));
            if (upper is not null)
            {
                options.Append(",upperdir=").Append(Short(upper)).Append(",workdir=").Append(Short(work!));
            }

            if (isVolatile)
            {
                options.Append(",volatile");
            }

            if (options.Length > MaxOldOptions)
            {
                throw new KernelException("mount an overlay of", $"{lower.Count} layers (this kernel takes {MaxOldOptions} bytes of options)", Errno.E2BIG);
            }

            // Stacked on the root of this short-lived namespace: no directory is needed, and nobody else sees it.
            Libc.Check(Libc.mount("overlay", Target, "overlay", 0, options.ToString()), "mount overlay");
            using Fd mounted = OpenTopmost(Target);
            return DetachedMount.CloneTree(mounted, recursive: false, "overlay");
        }
        finally
        {
            held.ForEach(fd => fd.Dispose());
        }
    }

    /// <summary>A path that ends in <c>..</c> at the root is followed to the topmost mount there.</summary>
    private static Fd OpenTopmost(string path) => Files.Open(path + "..", OpenFlags.Path | OpenFlags.Directory);
}
