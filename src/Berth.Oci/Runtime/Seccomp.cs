namespace Berth.Oci.Runtime;

/// <summary>The container's system call filter. <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#seccomp"/>.</summary>
public sealed record Seccomp
{
    /// <summary>What happens to a call that no rule names, e.g. <c>SCMP_ACT_ERRNO</c>.</summary>
    public required string DefaultAction { get; init; }

    /// <summary>The errno (or the ptrace message) of the default action; null is EPERM.</summary>
    public uint? DefaultErrnoRet { get; init; }

    /// <summary>E.g. <c>SCMP_ARCH_X86_64</c>; null is the native one alone.</summary>
    public string[]? Architectures { get; init; }

    /// <summary>E.g. <c>SECCOMP_FILTER_FLAG_LOG</c>.</summary>
    public string[]? Flags { get; init; }

    /// <summary>The unix socket that the listener's descriptor is sent to (<c>SCMP_ACT_NOTIFY</c>).</summary>
    public string? ListenerPath { get; init; }

    public string? ListenerMetadata { get; init; }

    public SeccompRule[]? Syscalls { get; init; }
}

/// <summary>What happens to some system calls.</summary>
public sealed record SeccompRule
{
    public required string[] Names { get; init; }

    public required string Action { get; init; }

    public uint? ErrnoRet { get; init; }

    /// <summary>All have to hold.</summary>
    public SeccompArgument[]? Args { get; init; }
}

/// <summary>A condition on one argument of a system call.</summary>
public sealed record SeccompArgument
{
    /// <summary>From 0 to 5.</summary>
    public required uint Index { get; init; }

    /// <summary>The number compared with; the mask with <c>SCMP_CMP_MASKED_EQ</c>.</summary>
    public required ulong Value { get; init; }

    /// <summary>The number compared with after masking.</summary>
    public ulong? ValueTwo { get; init; }

    /// <summary><c>SCMP_CMP_NE</c>, <c>LT</c>, <c>LE</c>, <c>EQ</c>, <c>GE</c>, <c>GT</c> or <c>MASKED_EQ</c>.</summary>
    public required string Op { get; init; }
}
