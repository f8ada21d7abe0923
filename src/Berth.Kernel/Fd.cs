using System.Runtime.InteropServices;

namespace Berth.Kernel;

/// <summary>An owned file descriptor. Every one is opened close-on-exec; disposing closes it.</summary>
public sealed class Fd : SafeHandle
{
    public Fd() : base(-1, ownsHandle: true) { }

    public Fd(int number, bool owned = true) : base(-1, owned) => SetHandle(number);

    public override bool IsInvalid => handle == -1;

    /// <summary>The number, to pass to a system call while this object is alive.</summary>
    public int Number => (int)handle;

    /// <summary><c>/proc/self/fd/N</c>: a name for whatever this descriptor refers to, valid in this process.</summary>
    public string ProcPath => $"/proc/self/fd/{Number}";

    /// <summary>Gives the number away: this object no longer closes it.</summary>
    public int Detach()
    {
        int number = Number;
        SetHandleAsInvalid();
        return number;
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    public override string ToString() => $"fd {Number}";
}
