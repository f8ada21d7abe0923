namespace Berth.Kernel.Tests;

/// <summary>
/// Alone, after all others: a lock belongs to the open file, which a child that another test clones at that moment holds open, too, until it executes
/// something or ends.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
[Collection(typeof(FileLockTests))]
public sealed class FileLockTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_lock_excludes_a_second_holder_in_the_same_process()
    {
        using (FileLock.Acquire(scratch.Fd, "lock"))
        {
            Assert.Null(FileLock.TryAcquire(scratch.Fd, "lock"));
        }
        using FileLock? again = FileLock.TryAcquire(scratch.Fd, "lock");
        Assert.NotNull(again);
    }
}
