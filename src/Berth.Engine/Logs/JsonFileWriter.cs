using System.Buffers;
using System.Buffers.Text;
using Berth.Kernel;

namespace Berth.Engine.Logs;

/// <summary>
/// Writes a container's output as Docker's json-file driver does: one object a line, <c>{"log":"…","stream":"stdout","time":"…"}</c>. Text is
/// cut at line ends; a line longer than 16 KiB becomes several entries, only the last of which ends in a newline. Allocates nothing after
/// construction, apart from rotation. For one thread.
/// </summary>
public sealed class JsonFileWriter : IDisposable
{
    private const int LongestLine = 16384;

    // The worst case is a line of control characters, six bytes each, plus the frame.
    private readonly byte[] entry = new byte[LongestLine * 6 + 128];
    private readonly PendingLine stdout = new(), stderr = new();
    private readonly string path;
    private readonly JsonFileOptions options;
    private readonly TimeProvider clock;
    private Fd file;
    private long size;

    /// <param name="path">The newest file; made with mode 0640 if missing, else continued. Older ones get <c>.1</c>, <c>.2</c>… appended.</param>
    public JsonFileWriter(string path, JsonFileOptions options, TimeProvider clock)
    {
        this.path = path;
        this.options = options;
        this.clock = clock;
        file = Open(path);
        size = Files.Status(file).Size;
    }

    /// <summary>Set when the disk refused an entry; writing goes on with the next one, so a full disk costs log lines and not the container.</summary>
    public Errno LastError { get; private set; }

    /// <summary>Takes a chunk of output as it was read. What has no line end yet waits for the rest.</summary>
    public void Write(LogStream stream, ReadOnlySpan<byte> data)
    {
        PendingLine pending = stream == LogStream.Stderr ? stderr : stdout;
        while (!data.IsEmpty)
        {
            int end = data.IndexOf((byte)'\n');
            int take = Math.Min(end < 0 ? data.Length : end + 1, LongestLine - pending.Length);
            bool complete = end >= 0 && take == end + 1;
            if (pending.Length == 0 && (complete || take == LongestLine)) WriteEntry(stream, data[..take]);
            else
            {
                pending.Append(data[..take]);
                if (complete || pending.Length == LongestLine) Flush(stream, pending);
            }
            data = data[take..];
        }
    }

    /// <summary>Writes what was left without a line end: at the end of the output.</summary>
    public void Flush()
    {
        if (stdout.Length > 0) Flush(LogStream.Stdout, stdout);
        if (stderr.Length > 0) Flush(LogStream.Stderr, stderr);
    }

    public void Dispose()
    {
        Flush();
        file.Dispose();
    }

    private void Flush(LogStream stream, PendingLine pending)
    {
        WriteEntry(stream, pending.Bytes);
        pending.Clear();
    }

    private void WriteEntry(LogStream stream, ReadOnlySpan<byte> line)
    {
        Span<byte> to = entry;
        int at = Put(to, 0, "{\"log\":\""u8);
        at += JsonText.Escape(line, to[at..]);
        at = Put(to, at, stream == LogStream.Stderr ? "\",\"stream\":\"stderr\",\"time\":\""u8 : "\",\"stream\":\"stdout\",\"time\":\""u8);
        at += JsonText.Time(clock.GetUtcNow(), to[at..]);
        at = Put(to, at, "\"}\n"u8);
        if (size + at > options.MaxSize && size > 0) Rotate();
        Errno errno = Files.TryWrite(file, to[..at]);
        if (errno != Errno.None) LastError = errno;
        else size += at;
    }

    private static int Put(Span<byte> to, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to[at..]);
        return at + text.Length;
    }

    private void Rotate()
    {
        file.Dispose();
        if (options.MaxFiles == 1) Files.TryUnlink(null, path);
        else
        {
            // The oldest is replaced by the first of these renames.
            for (int i = options.MaxFiles - 1; i > 1; i--) Files.TryRename(null, $"{path}.{i - 1}", null, $"{path}.{i}");
            Files.TryRename(null, path, null, path + ".1");
        }
        file = Open(path);
        size = 0;
    }

    private static Fd Open(string path) => Files.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append | OpenFlags.NoFollow, 0x1A0);

    private sealed class PendingLine
    {
        private readonly byte[] buffer = new byte[LongestLine];

        internal int Length { get; private set; }

        internal ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

        internal void Append(ReadOnlySpan<byte> data)
        {
            data.CopyTo(buffer.AsSpan(Length));
            Length += data.Length;
        }

        internal void Clear() => Length = 0;
    }
}
