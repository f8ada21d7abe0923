using System.Buffers.Binary;

namespace Berth.Kernel.Security;

/// <summary>
/// Assembles a classic BPF program from its end to its beginning, so that the target of every jump is known when the jump is
/// written. A place is the number of instructions from the end of the program; jumps only go towards the end.
/// </summary>
internal sealed class BpfBuilder
{
    internal const int MaximumLength = 4096;
    private const int Reach = 255;

    private ulong[] _reversed = new ulong[512];
    private readonly Dictionary<uint, int> _returns = [];

    internal int Length { get; private set; }

    /// <summary>A place that ends the filter with <paramref name="value"/>; one that a conditional jump reaches from here.</summary>
    internal int Return(uint value)
    {
        // Leaves room for the jumps that one condition needs before the target.
        if (_returns.TryGetValue(value, out int place) && Length - place < Reach - 8)
            return place;
        place = Emit(0x06, 0, 0, value);
        _returns[value] = place;
        return place;
    }

    /// <summary>Loads a 32-bit word of struct seccomp_data, then goes on at <paramref name="next"/>.</summary>
    internal int Load(int offset, int next)
    {
        Join(next);
        return Emit(0x20, 0, 0, (uint)offset);
    }

    internal int And(uint mask, int next)
    {
        Join(next);
        return Emit(0x54, 0, 0, mask);
    }

    internal int JumpIfEqual(uint value, int whenTrue, int whenFalse) => Jump(0x15, value, whenTrue, whenFalse);

    internal int JumpIfGreater(uint value, int whenTrue, int whenFalse) => Jump(0x25, value, whenTrue, whenFalse);

    internal int JumpIfGreaterOrEqual(uint value, int whenTrue, int whenFalse) => Jump(0x35, value, whenTrue, whenFalse);

    /// <summary>The program, first instruction first: struct sock_filter { u16 code; u8 jt, jf; u32 k } each.</summary>
    internal byte[] ToArray()
    {
        byte[] program = new byte[Length * 8];
        for (int i = 0; i < Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(program.AsSpan(i * 8), _reversed[Length - 1 - i]);
        return program;
    }

    // The next instruction falls through to `next`: jump there if it is not the one just written.
    private void Join(int next)
    {
        if (next != Length)
            Emit(0x05, 0, 0, (uint)(Length - next));
    }

    private int Jump(ushort code, uint value, int whenTrue, int whenFalse)
    {
        if (Length - whenTrue > Reach - 1)
            whenTrue = Emit(0x05, 0, 0, (uint)(Length - whenTrue));
        if (Length - whenFalse > Reach)
        {
            whenFalse = Emit(0x05, 0, 0, (uint)(Length - whenFalse));
        }
        return Emit(code, (byte)(Length - whenTrue), (byte)(Length - whenFalse), value);
    }

    private int Emit(ushort code, byte jumpTrue, byte jumpFalse, uint value)
    {
        if (Length == _reversed.Length)
            Array.Resize(ref _reversed, Length * 2);
        _reversed[Length++] = code | (ulong)jumpTrue << 16 | (ulong)jumpFalse << 24 | (ulong)value << 32;
        return Length;
    }
}
