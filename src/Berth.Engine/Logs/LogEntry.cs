namespace Berth.Engine.Logs;

/// <summary>One entry of a container's log.</summary>
/// <param name="Text">The output's bytes, its newline included if it had one.</param>
/// <param name="Time">As it stands in the file, RFC 3339.</param>
public readonly record struct LogEntry(LogStream Stream, ReadOnlyMemory<byte> Text, string Time);
