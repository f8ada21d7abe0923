using Berth.Engine;

namespace Berth.Cli.Output;

/// <summary>What <c>--debug</c> prints at the end: each phase of the command with the time it took.</summary>
internal static class PhaseReport
{
    public static void Print(PhaseRecorder phases, long start, TextOutput error)
    {
        double sum = 0;
        foreach ((string phase, double microseconds) in phases.Report(start))
        {
            sum += microseconds;
            error.WriteLine($"{microseconds,9:F0} µs  {phase}");
        }

        if (sum > 0)
        {
            error.WriteLine($"{sum,9:F0} µs  in all");
        }
    }
}
