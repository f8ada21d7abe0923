using System.Buffers.Text;
using System.Text;

namespace Berth.Kernel.Procfs;

/// <summary>Reads files of procfs, which have no size and must be read from one open file to be consistent.</summary>
public static class ProcFile
{
    /// <summary>Reads as much of a file as fits; -1 when it does not exist (any more).</summary>
    /// <exception cref="KernelException">Another failure.</exception>
    public static int Read(LinuxPath path, Span<byte> buffer)
    {
        Errno errno = Files.TryOpen(path, OpenFlags.ReadOnly, out Fd fd);
        using (fd)
        {
            int length = 0;
            while (errno == Errno.None && length < buffer.Length)
            {
                errno = Files.TryRead(fd, buffer[length..], out int count);
                if (count == 0)
                    break;
                length += count;
            }
            // ESRCH: the process ended between open and read.
            return errno switch
            {
                Errno.None => length,
                Errno.ENOENT or Errno.ESRCH or Errno.ENOTDIR => -1,
                _ => throw new KernelException("read", path.ToString(), errno),
            };
        }
    }

    /// <summary>A number at the front of <paramref name="text"/>, followed by nothing, a space or a line's end.</summary>
    internal static bool TryNumber(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out int used) && (used == text.Length || text[used] is (byte)' ' or (byte)'\n');

    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
