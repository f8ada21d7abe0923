using System.Text;

namespace Berth.Kernel.Sockets;

/// <summary>Addresses of unix(7) sockets: a path, or an abstract name, which is written with <c>@</c> in front.</summary>
internal static unsafe class UnixAddress
{
    /// <summary>The room of sun_path, without the NUL at its end.</summary>
    private const int Limit = 107;

    internal delegate int Use(void* address, uint length);

    /// <summary>Calls <paramref name="use"/> with a sockaddr_un. A path too long for one is reached through its directory's descriptor.</summary>
    internal static void With(string path, Use use)
    {
        bool isAbstract = path.StartsWith('@'), fits = Encoding.UTF8.GetByteCount(path) <= Limit;
        if (path.Length == 0 || (isAbstract && !fits))
        {
            throw new KernelException("use the socket path", path, Errno.ENAMETOOLONG);
        }

        using Fd? directory = fits ? null : Files.Open(Path.GetDirectoryName(path)!, OpenFlags.Path | OpenFlags.Directory);
        if (directory is not null)
        {
            path = directory.ProcPath + "/" + Path.GetFileName(path);
        }

        byte* address = stackalloc byte[2 + Limit + 1];
        new Span<byte>(address, 2 + Limit + 1).Clear();
        *(ushort*)address = Libc.AF_UNIX;
        int length = Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, Limit));
        if (isAbstract)
        {
            // Such a name begins with NUL, and every byte of its length counts.
            address[2] = 0;
        }

        use(address, (uint)(2 + length + (isAbstract ? 0 : 1)));
    }
}
