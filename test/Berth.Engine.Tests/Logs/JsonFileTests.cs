using System.Text;
using Berth.Engine.Logs;
using Berth.Kernel;

namespace Berth.Engine.Tests;

public sealed class JsonFileTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("berth-log-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string LogPath => root + "/log";

    private JsonFileWriter Writer(JsonFileOptions? options = null, TimeProvider? clock = null) => new(LogPath, options ?? JsonFileOptions.Default, clock ?? TimeProvider.System);

    private List<LogEntry> Read(LogQuery? query = null) => ReadAsync(query ?? new LogQuery()).GetAwaiter().GetResult();

    private async Task<List<LogEntry>> ReadAsync(LogQuery query, Func<bool>? ended = null)
    {
        var entries = new List<LogEntry>();
        await foreach (LogEntry entry in new JsonFileReader(LogPath).ReadAsync(query, ended ?? (() => true))) entries.Add(entry);
        return entries;
    }

    private static string Text(LogEntry entry) => Encoding.UTF8.GetString(entry.Text.Span);

    [Fact]
    public void An_entry_is_written_byte_for_byte_as_docker_does()
    {
        using (JsonFileWriter writer = Writer(clock: new FixedClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 60, TimeSpan.Zero))))
        {
            writer.Write(LogStream.Stdout, "say \"hi\" <b>\t\u001b[0m é\n"u8);
            writer.Write(LogStream.Stderr, "bad \xff byte\n"u8);
            writer.Write(LogStream.Stderr, [0xff, (byte)'\n']);
        }
        Assert.Equal(
            """
            {"log":"say \"hi\" \u003cb\u003e\t\u001b[0m é\n","stream":"stdout","time":"2026-01-02T03:04:05.060000000Z"}
            {"log":"bad ÿ byte\n","stream":"stderr","time":"2026-01-02T03:04:05.060000000Z"}
            {"log":"\ufffd\n","stream":"stderr","time":"2026-01-02T03:04:05.060000000Z"}

            """, File.ReadAllText(LogPath));
    }

    [Fact]
    public void Chunks_become_lines_and_each_stream_keeps_its_own_unfinished_one()
    {
        using (JsonFileWriter writer = Writer())
        {
            writer.Write(LogStream.Stdout, "one\ntw"u8);
            writer.Write(LogStream.Stderr, "err"u8);
            writer.Write(LogStream.Stdout, "o\nthree"u8);
            writer.Write(LogStream.Stderr, "or\n"u8);
        }
        Assert.Equal(["one\n", "two\n", "error\n", "three"], Read().Select(Text));
        Assert.Equal([LogStream.Stdout, LogStream.Stdout, LogStream.Stderr, LogStream.Stdout], Read().Select(e => e.Stream));
    }

    [Fact]
    public void A_long_line_is_cut_at_16_KiB_and_only_its_last_part_ends_it()
    {
        byte[] line = [.. Enumerable.Repeat((byte)'x', 40000), (byte)'\n'];
        using (JsonFileWriter writer = Writer())
            foreach (byte[] chunk in line.Chunk(7000)) writer.Write(LogStream.Stdout, chunk);
        Assert.Equal([16384, 16384, 7233], Read().Select(e => e.Text.Length));
        Assert.Equal(line, Read().SelectMany(e => e.Text.ToArray()));
    }

    [Fact]
    public void Every_byte_sequence_survives_or_becomes_a_replacement_character()
    {
        var random = new Random(1);
        byte[] data = new byte[100_000];
        random.NextBytes(data);
        using (JsonFileWriter writer = Writer()) writer.Write(LogStream.Stdout, data);
        foreach (string line in File.ReadLines(LogPath)) System.Text.Json.JsonDocument.Parse(line).Dispose();
    }

    [Fact]
    public void Files_rotate_at_their_size_and_the_oldest_go()
    {
        using (JsonFileWriter writer = Writer(new JsonFileOptions(1000, 3)))
            for (int i = 0; i < 100; i++) writer.Write(LogStream.Stdout, Encoding.ASCII.GetBytes($"line {i}\n"));
        Assert.Equal(["log", "log.1", "log.2"], Directory.GetFiles(root).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(root), file => Assert.InRange(new FileInfo(file).Length, 1, 1000));
        List<LogEntry> entries = Read();
        Assert.Equal("line 99\n", Text(entries[^1]));
        int first = int.Parse(Text(entries[0])[5..]);
        Assert.Equal(Enumerable.Range(first, 100 - first).Select(i => $"line {i}\n"), entries.Select(Text));
    }

    [Fact]
    public void A_writer_continues_where_an_earlier_one_stopped()
    {
        using (JsonFileWriter writer = Writer()) writer.Write(LogStream.Stdout, "one\n"u8);
        using (JsonFileWriter writer = Writer()) writer.Write(LogStream.Stdout, "two\n"u8);
        Assert.Equal(["one\n", "two\n"], Read().Select(Text));
    }

    [Fact]
    public void Tail_since_until_and_streams_select()
    {
        var clock = new FixedClock(DateTimeOffset.UnixEpoch);
        using (JsonFileWriter writer = Writer(clock: clock))
        {
            for (int i = 0; i < 10; i++)
            {
                writer.Write(i % 2 == 0 ? LogStream.Stdout : LogStream.Stderr, Encoding.ASCII.GetBytes($"{i}\n"));
                clock.Now += TimeSpan.FromSeconds(1);
            }
        }
        DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);
        Assert.Equal(["8\n", "9\n"], Read(new LogQuery { Tail = 2 }).Select(Text));
        Assert.Empty(Read(new LogQuery { Tail = 0 }));
        Assert.Equal(["7\n", "8\n", "9\n"], Read(new LogQuery { Since = At(7) }).Select(Text));
        Assert.Equal(["0\n", "1\n"], Read(new LogQuery { Until = At(2) }).Select(Text));
        Assert.Equal(["1\n", "3\n", "5\n", "7\n", "9\n"], Read(new LogQuery { Stdout = false }).Select(Text));
    }

    [Fact]
    public async Task Following_reads_what_is_written_across_rotations_until_the_container_ends()
    {
        using JsonFileWriter writer = Writer(new JsonFileOptions(2000, 3));
        bool ended = false;
        Task<List<LogEntry>> reading = ReadAsync(new LogQuery { Follow = true }, () => Volatile.Read(ref ended));
        for (int i = 0; i < 200; i++)
        {
            writer.Write(LogStream.Stdout, Encoding.ASCII.GetBytes($"line {i}\n"));
            if (i % 10 == 9) await Task.Delay(60, TestContext.Current.CancellationToken);
        }
        Volatile.Write(ref ended, true);
        List<LogEntry> entries = await reading;
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"line {i}\n"), entries.Select(Text));
    }

    [Fact]
    public void A_damaged_line_and_an_unfinished_one_are_left_out()
    {
        File.WriteAllText(LogPath, """
            {"log":"good\n","stream":"stdout","time":"2026-01-02T03:04:05Z"}
            {"log":"tor
            {"log":"also good\n","stream":"stdout","time":"2026-01-02T03:04:06Z"}
            {"log":"unfinished
            """);
        Assert.Equal(["good\n", "also good\n"], Read().Select(Text));
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        using JsonFileWriter writer = Writer();
        byte[] chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("some line of output\n", 50)));
        writer.Write(LogStream.Stdout, chunk);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) writer.Write(LogStream.Stdout, chunk);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
