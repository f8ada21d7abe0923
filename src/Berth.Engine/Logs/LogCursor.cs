using Berth.Kernel;

namespace Berth.Engine.Logs;

/// <summary>
/// A place in a container's log. It holds the file open that it reads, so that a rotation in the middle is noticed: the rest of that file is
/// read first, then the one that took its name.
/// </summary>
internal sealed class LogCursor : IDisposable
{
    private byte[] buffer = new byte[65536];
    private int filled;
    private Fd? current;
    private ulong inode;

    /// <summary>Every complete entry of the rotated files and the newest, then stays at the end of the newest.</summary>
    internal IEnumerable<LogEntry> ReadAll(string path)
    {
        int oldest = 0;
        while (Files.TryStatus(null, $"{path}.{oldest + 1}", out _) == Errno.None) oldest++;
        for (int i = oldest; i > 0; i--)
        {
            if (!Open($"{path}.{i}")) continue;
            foreach (LogEntry entry in ReadToEnd()) yield return entry;
        }
        if (!Open(path)) yield break;
        foreach (LogEntry entry in ReadToEnd()) yield return entry;
    }

    /// <summary>What was added since.</summary>
    internal IEnumerable<LogEntry> ReadNew(string path)
    {
        if (current is null && !Open(path)) yield break;
        foreach (LogEntry entry in ReadToEnd()) yield return entry;
        if (Files.TryStatus(null, path, out FileStatus now) != Errno.None || now.Inode == inode) yield break;
        // Rotated: it may have grown between the read above and its renaming.
        foreach (LogEntry entry in ReadToEnd()) yield return entry;
        if (!Open(path)) yield break;
        foreach (LogEntry entry in ReadToEnd()) yield return entry;
    }

    public void Dispose() => current?.Dispose();

    private bool Open(string path)
    {
        Errno errno = Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.NoFollow, out Fd fd);
        if (errno == Errno.ENOENT) return false;
        if (errno != Errno.None) throw new KernelException("open", path, errno);
        current?.Dispose();
        current = fd;
        inode = Files.Status(fd).Inode;
        filled = 0;
        return true;
    }

    private IEnumerable<LogEntry> ReadToEnd()
    {
        while (true)
        {
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            int read = Files.Read(current!, buffer.AsSpan(filled));
            if (read == 0) yield break;
            filled += read;
            int start = 0;
            while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is var end and >= 0)
            {
                LogEntry? entry = JsonFileReader.Parse(buffer.AsSpan(start, end));
                start += end + 1;
                if (entry is { } parsed) yield return parsed;
            }
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }
    }
}
