namespace Berth.Kernel.Launch;

/// <summary>What becomes of a process that clones in the middle of a plan.</summary>
public enum StepClone : byte
{
    /// <summary>The step does not clone.</summary>
    None,

    /// <summary>
    /// It stays as the new process's init: passes signals on, reaps what is orphaned and ends as the new process ends.
    /// </summary>
    Init,

    /// <summary>It tells the parent the new process's number and ends. With CLONE_PARENT the new process is the parent's child.</summary>
    Successor,
}
