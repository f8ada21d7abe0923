using Berth.Cli.Output;
using Berth.Images;

namespace Berth.Cli.Images;

/// <summary>How far an import is, on one line of a terminal that is written over ten times a second; nothing anywhere else.</summary>
internal sealed class ImportProgressLine(TextOutput error) : IProgress<ImportProgress>, IDisposable
{
    private const long Interval = 100;

    private readonly bool _shown = error.IsTerminal;
    private long _next;
    private bool _dirty;

    public void Report(ImportProgress value)
    {
        long now = Environment.TickCount64;
        if (!_shown || (now < _next && !value.IsUnpacked))
        {
            return;
        }

        _next = now + Interval;
        _dirty = true;
        error.Write($"\r\x1b[K{(value.IsUnpacked ? "Hashing" : "Unpacking")}  {HumanSize.Decimal(value.BytesRead, 3)}");
        error.TryFlush();
    }

    /// <summary>Takes the line away again.</summary>
    public void Clear()
    {
        if (_dirty)
        {
            _dirty = false;
            error.Write("\r\x1b[K");
            error.TryFlush();
        }
    }

    public void Dispose() => Clear();
}
