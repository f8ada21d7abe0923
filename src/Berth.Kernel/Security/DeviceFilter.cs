using System.Buffers.Binary;

namespace Berth.Kernel.Security;

/// <summary>
/// The device controller of cgroup version 2: an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE, made of a list of rules of which the
/// last that matches decides, for each kind of access by itself; without a match access is denied.
/// </summary>
public sealed unsafe class DeviceFilter : IDisposable
{
    private const int LoadProgram = 5, Attach = 8, Detach = 9, ProgramById = 13, QueryPrograms = 16;
    private const int AttachTypeDevice = 6, AllowMulti = 2;

    private readonly Fd _program;

    private DeviceFilter(Fd program) => _program = program;

    /// <summary>Loads the program for a list of rules.</summary>
    /// <exception cref="KernelException">bpf(2) failed: no privilege, or a kernel without it.</exception>
    public static DeviceFilter Load(IReadOnlyList<DeviceAccessRule> rules)
    {
        byte[] instructions = Assemble(rules);
        Span<byte> attributes = stackalloc byte[128];
        attributes.Clear();
        fixed (byte* code = instructions, license = "Apache-2.0\0"u8)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(attributes, 15);
            BinaryPrimitives.WriteUInt32LittleEndian(attributes[4..], (uint)(instructions.Length / 8));
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[8..], (ulong)code);
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[16..], (ulong)license);
            "berth_devices"u8.CopyTo(attributes[48..]);
            return new DeviceFilter(new Fd(Bpf(LoadProgram, attributes, "load the device filter")));
        }
    }

    /// <summary>
    /// Attaches the program to a cgroup and detaches those that were attached before. In between both are in force, so that nothing is
    /// open for a moment.
    /// </summary>
    /// <param name="cgroup">The version 2 directory.</param>
    /// <exception cref="KernelException">bpf(2) failed.</exception>
    public void Replace(Fd cgroup)
    {
        List<uint> earlier = Query(cgroup);
        Span<byte> attributes = stackalloc byte[128];
        attributes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(attributes, cgroup.Number);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[4..], _program.Number);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[8..], AttachTypeDevice);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[12..], AllowMulti);
        Bpf(Attach, attributes, "attach the device filter");
        foreach (uint id in earlier)
        {
            attributes.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(attributes, id);
            using var old = new Fd(Bpf(ProgramById, attributes, "open the earlier device filter"));
            attributes.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(attributes, cgroup.Number);
            BinaryPrimitives.WriteInt32LittleEndian(attributes[4..], old.Number);
            BinaryPrimitives.WriteInt32LittleEndian(attributes[8..], AttachTypeDevice);
            Bpf(Detach, attributes, "detach the earlier device filter");
        }
    }

    /// <summary>The ids of the programs attached to a cgroup itself.</summary>
    internal static List<uint> Query(Fd cgroup)
    {
        Span<byte> attributes = stackalloc byte[128];
        attributes.Clear();
        uint* ids = stackalloc uint[64];
        BinaryPrimitives.WriteInt32LittleEndian(attributes, cgroup.Number);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[4..], AttachTypeDevice);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[16..], (ulong)ids);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[24..], 64);
        Bpf(QueryPrograms, attributes, "list the device filters");
        List<uint> result = [];
        for (int i = 0; i < BinaryPrimitives.ReadInt32LittleEndian(attributes[24..]); i++)
            result.Add(ids[i]);
        return result;
    }

    /// <summary>struct bpf_insn each: u8 code, u8 registers (destination low), s16 offset, s32 immediate.</summary>
    internal static byte[] Assemble(IReadOnlyList<DeviceAccessRule> rules)
    {
        // Registers: 0 result, 1 context, 2 kind, 3 access still to be decided, 4 major, 5 minor, 6 scratch.
        const byte loadWord = 0x61, move = 0xb4, and = 0x54, shift = 0x74, exit = 0x95, jumpNotEqual = 0x56, jumpEqual = 0x16, moveRegister = 0xbc;
        List<ulong> code = [];
        void Emit(byte op, int to, int from, int offset, int value) =>
            code.Add(op | (ulong)(to | from << 4) << 8 | (ulong)(ushort)(short)offset << 16 | (ulong)(uint)value << 32);

        Emit(loadWord, 2, 1, 0, 0);
        Emit(moveRegister, 3, 2, 0, 0);
        Emit(and, 2, 0, 0, 0xffff);
        Emit(shift, 3, 0, 0, 16);
        Emit(loadWord, 4, 1, 4, 0);
        Emit(loadWord, 5, 1, 8, 0);
        bool open = true;
        for (int i = rules.Count - 1; i >= 0 && open; i--)
        {
            DeviceAccessRule rule = rules[i];
            if (rule.Access == DeviceAccess.None)
                continue;
            bool all = rule.Access == DeviceAccess.All;
            int body = all ? 2 : rule.Allow ? 4 : 5;
            int checks = (rule.Kind != DeviceKind.All ? 1 : 0) + (rule.Major is >= 0 ? 1 : 0) + (rule.Minor is >= 0 ? 1 : 0);
            int left = checks + body;
            if (rule.Kind != DeviceKind.All)
                Emit(jumpNotEqual, 2, 0, --left, rule.Kind == DeviceKind.Block ? 1 : 2);
            if (rule.Major is >= 0)
                Emit(jumpNotEqual, 4, 0, --left, (int)(uint)rule.Major.Value);
            if (rule.Minor is >= 0)
                Emit(jumpNotEqual, 5, 0, --left, (int)(uint)rule.Minor.Value);
            if (!all && rule.Allow)
            {
                Emit(and, 3, 0, 0, (int)~rule.Access);
                Emit(jumpNotEqual, 3, 0, 2, 0);
            }
            else if (!all)
            {
                Emit(moveRegister, 6, 3, 0, 0);
                Emit(and, 6, 0, 0, (int)rule.Access);
                Emit(jumpEqual, 6, 0, 2, 0);
            }
            Emit(move, 0, 0, 0, rule.Allow ? 1 : 0);
            Emit(exit, 0, 0, 0, 0);
            // Nothing after a rule for everything can be reached, and the verifier refuses such code.
            open = !(all && checks == 0);
        }
        if (open)
        {
            Emit(move, 0, 0, 0, 0);
            Emit(exit, 0, 0, 0, 0);
        }
        byte[] bytes = new byte[code.Count * 8];
        for (int i = 0; i < code.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), code[i]);
        return bytes;
    }

    private static int Bpf(int command, Span<byte> attributes, string operation)
    {
        int number = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? 280 : 321;
        fixed (byte* p = attributes)
        {
            // The verifier stops for a pending signal and asks to be called again.
            nint result;
            do
                result = Libc.syscall(number, command, (nint)p, attributes.Length, 0, 0, 0);
            while (result < 0 && Libc.LastErrno == Errno.EAGAIN);
            return (int)Libc.Check(result, operation);
        }
    }

    public void Dispose() => _program.Dispose();
}
