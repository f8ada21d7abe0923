using System.Runtime.CompilerServices;

namespace Berth.Images;

/// <summary>LZMA's range decoder over one chunk that is wholly in memory. Reading past its end throws, which makes the chunk corrupt.</summary>
internal ref struct RangeDecoder
{
    private readonly ReadOnlySpan<byte> input;
    private int at;
    private uint range;
    private uint code;

    internal RangeDecoder(ReadOnlySpan<byte> input)
    {
        this.input = input;
        range = uint.MaxValue;
        at = 5;
        if (input.Length < 5 || input[0] != 0) throw new InvalidDataException("lzma: range coder");
        for (int i = 1; i < 5; i++) code = (code << 8) | input[i];
    }

    /// <summary>All input used and the coder in its final state.</summary>
    internal readonly bool IsFinished => at == input.Length && code == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Normalize()
    {
        if (range < 1u << 24)
        {
            range <<= 8;
            code = (code << 8) | input[at++];
        }
    }

    /// <summary>One bit with an adaptive probability (11 bits, shift 5).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Bit(ref ushort probability)
    {
        Normalize();
        uint p = probability;
        uint bound = (range >> 11) * p;
        if (code < bound)
        {
            range = bound;
            probability = (ushort)(p + ((2048 - p) >> 5));
            return 0;
        }
        range -= bound;
        code -= bound;
        probability = (ushort)(p - (p >> 5));
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Tree(Span<ushort> probabilities, int bits)
    {
        uint symbol = 1;
        for (int i = 0; i < bits; i++) symbol = (symbol << 1) | Bit(ref probabilities[(int)symbol]);
        return symbol - (1u << bits);
    }

    internal uint ReverseTree(Span<ushort> probabilities, int bits)
    {
        uint symbol = 1, result = 0;
        for (int i = 0; i < bits; i++)
        {
            uint bit = Bit(ref probabilities[(int)symbol]);
            symbol = (symbol << 1) | bit;
            result |= bit << i;
        }
        return result;
    }

    /// <summary>Bits of equal probability, the highest first.</summary>
    internal uint Direct(int count)
    {
        uint result = 0;
        for (int i = 0; i < count; i++)
        {
            Normalize();
            range >>= 1;
            uint below = (code - range) >> 31;
            code -= range & (below - 1);
            result = (result << 1) | (1 - below);
        }
        return result;
    }
}
