using System.Runtime.CompilerServices;
using System.Text.Json;
using Berth.Kernel;

namespace Berth.Engine.Logs;

/// <summary>
/// Reads a container's log files, the rotated ones first. A last line that is not complete (the writer is at it, or was killed) is left out.
/// </summary>
public sealed class JsonFileReader(string path)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The entries asked for, oldest first.</summary>
    /// <param name="ended">Tells, when following, that nothing more will be written; asked again after each round.</param>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        LogQuery query, Func<bool> ended, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var cursor = new LogCursor();
        foreach (LogEntry entry in Existing(query, cursor))
            yield return entry;
        if (!query.Follow) yield break;

        var filter = new Filter(query);
        while (true)
        {
            // Asked before reading: what was written before the end is then read in this round.
            bool last = ended();
            bool moved = false;
            foreach (LogEntry entry in cursor.ReadNew(path))
            {
                moved = true;
                if (filter.IsPast(entry)) yield break;
                if (filter.Accepts(entry)) yield return entry;
            }
            if (last) yield break;
            if (!moved) await Task.Delay(Poll, cancellation).ConfigureAwait(false);
        }
    }

    private IEnumerable<LogEntry> Existing(LogQuery query, LogCursor cursor)
    {
        var filter = new Filter(query);
        Queue<LogEntry>? tail = query.Tail is { } count ? new Queue<LogEntry>(Math.Min(count, 1024)) : null;
        foreach (LogEntry entry in cursor.ReadAll(path))
        {
            if (!filter.Accepts(entry)) continue;
            if (tail is null) yield return entry;
            else if (query.Tail > 0)
            {
                if (tail.Count == query.Tail) tail.Dequeue();
                tail.Enqueue(entry);
            }
        }
        foreach (LogEntry entry in tail ?? []) yield return entry;
    }

    private readonly struct Filter(LogQuery query)
    {
        internal bool Accepts(LogEntry entry)
        {
            if (entry.Stream == LogStream.Stderr ? !query.Stderr : !query.Stdout) return false;
            if (query.Since is null && query.Until is null) return true;
            if (!Rfc3339.TryParse(entry.Time, out DateTimeOffset time)) return true;
            return !(time < query.Since) && !(time >= query.Until);
        }

        internal bool IsPast(LogEntry entry) => query.Until is { } until && Rfc3339.TryParse(entry.Time, out DateTimeOffset time) && time >= until;
    }

    /// <summary>Parses one line of a log file; null for what is damaged.</summary>
    internal static LogEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            byte[] text = [];
            string time = "";
            LogStream stream = LogStream.Stdout;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("log"u8))
                {
                    reader.Read();
                    text = new byte[reader.ValueSpan.Length];
                    int length = reader.CopyString(text);
                    if (length < text.Length) Array.Resize(ref text, length);
                }
                else if (reader.ValueTextEquals("stream"u8))
                {
                    reader.Read();
                    if (reader.ValueTextEquals("stderr"u8)) stream = LogStream.Stderr;
                }
                else if (reader.ValueTextEquals("time"u8))
                {
                    reader.Read();
                    time = reader.GetString() ?? "";
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
            return new LogEntry(stream, text, time);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
