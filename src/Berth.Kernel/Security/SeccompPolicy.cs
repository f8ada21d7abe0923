namespace Berth.Kernel.Security;

/// <summary>What the kernel does with a system call, seccomp(2).</summary>
public enum SeccompAction : uint
{
    KillProcess = 0x80000000,
    KillThread = 0x00000000,
    Trap = 0x00030000,
    /// <summary>Fails the call; the data is the errno.</summary>
    Errno = 0x00050000,
    /// <summary>Hands the call to a listener.</summary>
    Notify = 0x7fc00000,
    /// <summary>Hands the call to a tracer; the data is its message.</summary>
    Trace = 0x7ff00000,
    Log = 0x7ffc0000,
    Allow = 0x7fff0000,
}

/// <summary>A system call convention; its number is what the kernel reports as <c>AUDIT_ARCH_*</c> (x32 shares x86-64's).</summary>
public enum SeccompArchitecture
{
    X64,
    X86,
    X32,
    Arm64,
    Arm,
}

/// <summary>How an argument is compared, as unsigned 64-bit numbers (the low 32 bits on a 32-bit architecture).</summary>
public enum SeccompOperator
{
    NotEqual,
    LessThan,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    GreaterThan,
    /// <summary>The argument masked with <see cref="SeccompCondition.Value"/> equals <see cref="SeccompCondition.ValueTwo"/>.</summary>
    MaskedEqual,
}

/// <summary>A condition on the argument <paramref name="Index"/> (0 to 5) of a system call.</summary>
public readonly record struct SeccompCondition(int Index, SeccompOperator Operator, ulong Value, ulong ValueTwo = 0);

/// <summary>What happens to the system calls <see cref="Names"/> when all conditions hold.</summary>
public sealed record SeccompPolicyRule
{
    /// <summary>Names that an architecture does not have are ignored there.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required SeccompAction Action { get; init; }

    /// <summary>The errno of <see cref="SeccompAction.Errno"/>, the message of <see cref="SeccompAction.Trace"/>; below 65536.</summary>
    public ushort Data { get; init; }

    public IReadOnlyList<SeccompCondition> Conditions { get; init; } = [];
}

/// <summary>
/// A system call filter as people write it. For one system call a rule without conditions beats those with conditions, wherever it
/// stands, and of two without conditions the first counts; of those with conditions the first that matches counts. This is what
/// libseccomp makes of the same rules where it is defined.
/// </summary>
public sealed record SeccompPolicy
{
    public required SeccompAction DefaultAction { get; init; }

    public ushort DefaultData { get; init; }

    /// <summary>Added to the native one. A call by any other architecture's convention kills the process.</summary>
    public IReadOnlyList<SeccompArchitecture> Architectures { get; init; } = [];

    public IReadOnlyList<SeccompPolicyRule> Rules { get; init; } = [];

    public SeccompFlags Flags { get; init; }
}

/// <summary>The flags of <c>SECCOMP_SET_MODE_FILTER</c>.</summary>
[Flags]
public enum SeccompFlags : uint
{
    None = 0,
    ThreadSync = 1,
    Log = 2,
    SpecAllow = 4,
    NewListener = 8,
    ThreadSyncEsrch = 16,
    WaitKillableReceive = 32,
}
