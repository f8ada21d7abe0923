using System.Runtime.InteropServices;

namespace Berth.Kernel.Security;

/// <summary>
/// Turns a policy into a BPF program: one block per architecture, in it a binary search over ranges of system call numbers that
/// share an outcome. Docker's default profile for three architectures takes 408 instructions, of which a call passes about eleven, and
/// 0.15 ms to compile: a cache of compiled filters would not be faster (docs/adr/0006).
/// </summary>
public static class SeccompCompiler
{
    private const uint X32Bit = 0x40000000;
    private const uint NoSuchCall = (uint)SeccompAction.Errno | (uint)Errno.ENOSYS;
    private const int NumberOffset = 0, ArchitectureOffset = 4;

    /// <summary>The architecture of the running kernel and program.</summary>
    public static SeccompArchitecture Native =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SeccompArchitecture.Arm64 : SeccompArchitecture.X64;

    /// <summary>Compiles <paramref name="policy"/> for this machine.</summary>
    /// <exception cref="KernelException">E2BIG: it needs more than the 4096 instructions that the kernel takes.</exception>
    public static SeccompProgram Compile(SeccompPolicy policy) => Compile(policy, Native);

    internal static SeccompProgram Compile(SeccompPolicy policy, SeccompArchitecture native)
    {
        var rules = ResolvedPolicy.Resolve(policy, native);
        var code = new BpfBuilder();
        uint kill = (uint)SeccompAction.KillProcess;

        // Written from the end: the architectures' blocks first, then the dispatch that chooses between them.
        (SeccompArchitecture Wide, SeccompArchitecture Narrow) = native == SeccompArchitecture.X64
            ? (SeccompArchitecture.X64, SeccompArchitecture.X86)
            : (SeccompArchitecture.Arm64, SeccompArchitecture.Arm);
        int narrow = policy.Architectures.Contains(Narrow) ? Block(code, rules, Narrow) : 0;
        int wide;
        if (Wide == SeccompArchitecture.X64)
        {
            int x32 = policy.Architectures.Contains(SeccompArchitecture.X32) ? Search(code, rules, SeccompArchitecture.X32) : code.Return(kill);
            int plain = Search(code, rules, Wide);
            // A tracer that skips a call sets its number to -1.
            int high = code.JumpIfEqual(uint.MaxValue, code.Return(rules.Default), x32);
            wide = code.Load(NumberOffset, code.JumpIfGreaterOrEqual(X32Bit, high, plain));
        }
        else
        {
            wide = Block(code, rules, Wide);
        }
        int other = code.Return(kill);
        if (narrow != 0)
            other = code.JumpIfEqual(AuditArchitecture(Narrow), narrow, other);
        code.Load(ArchitectureOffset, code.JumpIfEqual(AuditArchitecture(Wide), wide, other));

        if (code.Length > BpfBuilder.MaximumLength)
            throw new KernelException("compile the seccomp filter", $"({code.Length} instructions, {BpfBuilder.MaximumLength} are possible)", Errno.E2BIG);
        return new SeccompProgram(code.ToArray(), rules.Notifies ? policy.Flags | SeccompFlags.NewListener : policy.Flags);
    }

    private static uint AuditArchitecture(SeccompArchitecture architecture) => architecture switch
    {
        SeccompArchitecture.X64 or SeccompArchitecture.X32 => 0xC000003E,
        SeccompArchitecture.X86 => 0x40000003,
        SeccompArchitecture.Arm64 => 0xC00000B7,
        _ => 0x40000028,
    };

    private static int Block(BpfBuilder code, ResolvedPolicy rules, SeccompArchitecture architecture) =>
        code.Load(NumberOffset, Search(code, rules, architecture));

    private static int Search(BpfBuilder code, ResolvedPolicy rules, SeccompArchitecture architecture)
    {
        ResolvedArchitecture resolved = rules.For(architecture);
        uint bit = architecture == SeccompArchitecture.X32 ? X32Bit : 0;
        bool wide = architecture is SeccompArchitecture.X64 or SeccompArchitecture.Arm64;
        // A strict filter answers ENOSYS to calls newer than any it names: with EPERM the C library would not fall back to older ones.
        uint beyond = rules.IsStrict && resolved.Highest >= 0 ? NoSuchCall : rules.Default;

        List<Range> ranges = [];
        int end = resolved.Highest + 1;
        for (int number = 0; number < end; number++)
            Add(ranges, bit | (uint)number, resolved.Outcome(number));
        Add(ranges, bit | (uint)end, new Outcome(beyond, null));
        if (resolved.HasPrivate)
        {
            for (int number = SyscallTable.ArmPrivateBase; number < SyscallTable.ArmPrivateBase + ResolvedArchitecture.PrivateCount; number++)
                Add(ranges, (uint)number, resolved.Outcome(number));
            Add(ranges, SyscallTable.ArmPrivateBase + ResolvedArchitecture.PrivateCount, new Outcome(beyond, null));
        }
        return Search(code, CollectionsMarshal.AsSpan(ranges), rules.Default, wide);
    }

    private static void Add(List<Range> ranges, uint start, Outcome outcome)
    {
        if (ranges.Count == 0 || outcome.Rules is not null || ranges[^1].Outcome != outcome)
            ranges.Add(new Range(start, outcome));
    }

    private static int Search(BpfBuilder code, ReadOnlySpan<Range> ranges, uint fallback, bool wide)
    {
        if (ranges.Length == 1)
            return ranges[0].Outcome.Rules is { } rules ? SeccompConditions.Chain(code, rules, fallback, wide) : code.Return(ranges[0].Outcome.Value);
        int middle = ranges.Length / 2;
        int right = Search(code, ranges[middle..], fallback, wide);
        int left = Search(code, ranges[..middle], fallback, wide);
        return code.JumpIfGreaterOrEqual(ranges[middle].Start, right, left);
    }

    private readonly record struct Range(uint Start, Outcome Outcome);
}
