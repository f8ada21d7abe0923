using Berth.Kernel;
using Berth.Oci;

namespace Berth.Runtime.Preparation;

/// <summary>
/// The container's file tree while it is put together from mounts that are attached nowhere yet. Paths are walked one component at a
/// time by descriptor, links are read and re-interpreted inside the tree, and a component where a mount is to be attached continues inside
/// that mount: nothing that happens to the tree meanwhile leads outside of it.
/// </summary>
internal sealed class ContainerTree
{
    private const int MaxLinks = 40;
    private const int MaxComponents = 4096;
    private readonly List<(string Path, Fd? Mount)> _mounts = [];

    private readonly uint _uid, _gid;

    /// <param name="root">The mount at <c>/</c>.</param>
    /// <param name="uid">Who owns what is made here, as this process counts.</param>
    /// <param name="gid">Likewise.</param>
    public ContainerTree(Fd root, uint uid, uint gid)
    {
        _mounts.Add(("/", root));
        (_uid, _gid) = (uid, gid);
    }

    /// <summary>Gives what was just made to the container's root.</summary>
    public void Own(Fd parent, string name)
    {
        if (_uid != 0 || _gid != 0)
        {
            _ = Files.TryChangeOwner(parent, name, _uid, _gid);
        }
    }

    /// <summary>What to do when the last component is missing.</summary>
    public enum Missing
    {
        Fail,
        MakeDirectory,
        MakeFile,
    }

    /// <summary>Records that <paramref name="mount"/> (null: one that only the child can make) will cover this path.</summary>
    public void Cover(string canonicalPath, Fd? mount) => _mounts.Add((canonicalPath, mount));

    /// <summary>
    /// An O_PATH descriptor of the path, its canonical name in the container, and whether it had to be made.
    /// </summary>
    /// <exception cref="EngineException">The path is missing, loops, or leads into a mount that the child makes.</exception>
    public (Fd Fd, string Canonical, bool IsNew) Find(string path, Missing missing, bool noLinks = false)
    {
        var stack = new List<(string Name, Fd Fd, bool Owned)> { ("", Mounted("/")!, false) };
        try
        {
            bool isNew = Walk(path, missing, noLinks, stack);
            string canonical = Canonical(stack);
            (_, Fd last, bool owned) = stack[^1];
            if (owned)
            {
                stack.RemoveAt(stack.Count - 1);
                return (last, canonical, isNew);
            }

            // A mount's own root: hand out a descriptor of its own.
            return (Files.OpenAt(last, ".", OpenFlags.Path), canonical, isNew);
        }
        finally
        {
            foreach ((_, Fd fd, bool owned) in stack)
            {
                if (owned)
                {
                    fd.Dispose();
                }
            }
        }
    }

    private bool Walk(string path, Missing missing, bool noLinks, List<(string Name, Fd Fd, bool Owned)> stack)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        int links = 0, components = 0;
        bool isNew = false;
        while (pending.Count > 0)
        {
            string name = pending.Pop();
            if (++components > MaxComponents)
            {
                throw new EngineException(ErrorKind.InvalidArgument, $"the path {path} is too long");
            }

            if (name == "..")
            {
                if (stack.Count > 1)
                {
                    if (stack[^1].Owned)
                    {
                        stack[^1].Fd.Dispose();
                    }

                    stack.RemoveAt(stack.Count - 1);
                }

                continue;
            }

            Fd next = OpenOrMake(stack[^1].Fd, name, pending.Count == 0 ? missing : missing == Missing.Fail ? Missing.Fail : Missing.MakeDirectory, path, out isNew);
            if (Files.Status(next).IsSymlink)
            {
                string target = Files.ReadLink(next, "");
                next.Dispose();
                if (noLinks)
                {
                    throw new EngineException(ErrorKind.InvalidArgument, $"{path} in the container is a symbolic link (to {target}), a directory is required");
                }

                if (++links > MaxLinks)
                {
                    throw new EngineException(ErrorKind.InvalidArgument, $"too many symbolic links in {path}");
                }

                if (target.StartsWith('/'))
                {
                    Unwind(stack);
                }

                Push(pending, target);
                continue;
            }

            stack.Add((name, next, true));
            EnterMount(stack, path);
        }

        return isNew;
    }

    /// <summary>Replaces the top of the stack with the mount that will cover it, if one will.</summary>
    private void EnterMount(List<(string Name, Fd Fd, bool Owned)> stack, string path)
    {
        if (_mounts.Count == 1)
        {
            return;
        }

        string canonical = Canonical(stack);
        for (int i = _mounts.Count - 1; i > 0; i--)
        {
            if (_mounts[i].Path != canonical)
            {
                continue;
            }

            Fd mount = _mounts[i].Mount ?? throw new EngineException(ErrorKind.InvalidArgument,
                $"{path} in the container lies inside {canonical}, which is made only when the container starts");
            stack[^1].Fd.Dispose();
            stack[^1] = (stack[^1].Name, mount, false);
            return;
        }
    }

    private Fd OpenOrMake(Fd parent, string name, Missing missing, string path, out bool isNew)
    {
        isNew = false;
        for (int attempt = 0; ; attempt++)
        {
            Errno errno = Files.TryOpenAt(parent, name, OpenFlags.Path | OpenFlags.NoFollow, out Fd fd);
            if (errno == Errno.None)
            {
                return fd;
            }

            if (errno != Errno.ENOENT || missing == Missing.Fail || attempt > 1)
            {
                throw errno == Errno.ENOTDIR
                    ? new EngineException(ErrorKind.InvalidArgument, $"{path} in the container cannot be reached: the part before {name} is not a directory")
                    : new KernelException("open in the container", path, errno);
            }

            errno = missing == Missing.MakeDirectory
                ? Files.TryMakeDirectory(parent, name, 0x1ED)
                : Files.TryMakeNode(parent, name, FileType.Regular, 0x1A4);
            if (errno is not (Errno.None or Errno.EEXIST))
            {
                throw new KernelException("create in the container", path, errno);
            }

            if (errno == Errno.None)
            {
                isNew = true;
                Own(parent, name);
            }
        }
    }

    private Fd? Mounted(string canonical) => _mounts.FindLast(m => m.Path == canonical).Mount;

    private static void Unwind(List<(string Name, Fd Fd, bool Owned)> stack)
    {
        while (stack.Count > 1)
        {
            if (stack[^1].Owned)
            {
                stack[^1].Fd.Dispose();
            }

            stack.RemoveAt(stack.Count - 1);
        }
    }

    private static void Push(Stack<string> pending, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
            {
                pending.Push(names[i]);
            }
        }
    }

    private static string Canonical(List<(string Name, Fd Fd, bool Owned)> stack) =>
        stack.Count == 1 ? "/" : string.Join('/', stack.Select(s => s.Name));
}
