namespace Berth.Kernel.Launch;

/// <summary>A child that waits for its parent in the middle of its plan.</summary>
/// <param name="Step">Index of the step after which it waits.</param>
/// <param name="Pid">As this process sees it.</param>
/// <param name="PidFd">Stays the executor's.</param>
public readonly record struct LaunchPause(int Step, int Pid, Fd PidFd);
