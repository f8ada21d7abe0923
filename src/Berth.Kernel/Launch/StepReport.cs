namespace Berth.Kernel.Launch;

/// <summary>What a step tells the parent, which waits for the program to run.</summary>
public enum StepReport : byte
{
    None,

    /// <summary>Everything up to here succeeded: the parent stops waiting, and the plan may now wait for something itself.</summary>
    Ready,

    /// <summary>The child stops here until the parent has done its part (id maps, hooks) and lets it go on.</summary>
    Pause,
}
