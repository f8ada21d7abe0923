namespace Berth.Kernel.Identity;

/// <summary>
/// Reads /etc/passwd and /etc/group of a root that is not trusted: found without leaving the root, a regular file, of bounded size, and
/// never opened before that is known (a FIFO would block, a device might act).
/// </summary>
internal static class AccountFile
{
    /// <summary>More than any real file, and little enough to be read for every start.</summary>
    internal const int MaximumSize = 16 << 20;

    /// <summary>The whole file; null when it does not exist.</summary>
    /// <exception cref="KernelException">EFBIG, or EINVAL when it is not a regular file.</exception>
    internal static byte[]? Read(Fd root, string path)
    {
        Errno errno = Files.TryOpenAt2(root, path, OpenFlags.Path, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out Fd found);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            return null;
        if (errno != Errno.None)
            throw new KernelException("open", "/" + path, errno);
        using (found)
        {
            FileStatus status = Files.Status(found);
            if (!status.IsRegular)
                throw new KernelException("read", $"/{path} (not a regular file)", Errno.EINVAL);
            if (status.Size > MaximumSize)
                throw new KernelException("read", "/" + path, Errno.EFBIG);
            return Files.ReadAllBytes(null, found.ProcPath, MaximumSize);
        }
    }

    /// <summary>Takes the next line off the front; false at the end.</summary>
    internal static bool TryLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        if (text.IsEmpty)
        {
            line = default;
            return false;
        }
        int end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    /// <summary>Takes what stands before the next colon off the front.</summary>
    internal static ReadOnlySpan<byte> Field(scoped ref ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> field = colon < 0 ? line : line[..colon];
        line = colon < 0 ? default : line[(colon + 1)..];
        return field;
    }
}
