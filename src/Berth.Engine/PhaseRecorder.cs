using System.Diagnostics;

namespace Berth.Engine;

/// <summary>Times the phases of a command for <c>--debug</c>; costs nothing while it is off.</summary>
public sealed class PhaseRecorder
{
    private readonly List<(string Name, long At)> _marks = [];

    public bool IsOn { get; set; }

    /// <summary>The phase of this name ends now.</summary>
    public void Mark(string phase)
    {
        if (IsOn)
        {
            _marks.Add((phase, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>Each phase with its time since the one before, in µs; the first counts from the process's start.</summary>
    public IEnumerable<(string Phase, double Microseconds)> Report(long start)
    {
        foreach ((string name, long at) in _marks)
        {
            yield return (name, Stopwatch.GetElapsedTime(start, at).TotalMicroseconds);
            start = at;
        }
    }
}
