namespace Berth.Images;

/// <summary>Reports how much was read, about each megabyte.</summary>
internal sealed class ProgressStream(Stream source, IProgress<ImportProgress>? progress) : ReadOnlyStream
{
    private const long Step = 1 << 20;

    private long reported;

    internal long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        Count += count;
        if (progress is not null && Count - reported >= Step)
        {
            reported = Count;
            progress.Report(new ImportProgress(Count, false));
        }
        return count;
    }
}
