namespace Berth.Images;

/// <summary>
/// LZMA as used inside LZMA2 (the LZMA specification of the LZMA SDK, "lzma-specification.txt"): decodes one chunk into the window.
/// </summary>
internal sealed class LzmaDecoder
{
    private const int States = 12;
    private const int PosStatesMax = 16;

    private readonly ushort[] literal = new ushort[0x300 << 4];
    private readonly ushort[] isMatch = new ushort[States * PosStatesMax];
    private readonly ushort[] isRep = new ushort[States];
    private readonly ushort[] isRepG0 = new ushort[States];
    private readonly ushort[] isRepG1 = new ushort[States];
    private readonly ushort[] isRepG2 = new ushort[States];
    private readonly ushort[] isRep0Long = new ushort[States * PosStatesMax];
    private readonly ushort[] posSlot = new ushort[4 * 64];
    private readonly ushort[] posSpecial = new ushort[128];
    private readonly ushort[] align = new ushort[16];
    private readonly LengthModel matchLength = new();
    private readonly LengthModel repLength = new();
    private int state;
    private uint rep0, rep1, rep2, rep3;
    private int lc, lp, pb;

    /// <summary>The properties byte, (pb * 5 + lp) * 9 + lc; LZMA2 demands lc + lp at most 4.</summary>
    internal bool TrySetProperties(byte value)
    {
        if (value >= 9 * 5 * 5) return false;
        (lc, lp, pb) = (value % 9, value / 9 % 5, value / 45);
        return lc + lp <= 4;
    }

    internal void Reset()
    {
        foreach (ushort[] model in (ushort[][])[literal, isMatch, isRep, isRepG0, isRepG1, isRepG2, isRep0Long, posSlot, posSpecial, align]) model.AsSpan().Fill(1024);
        matchLength.Reset();
        repLength.Reset();
        state = 0;
        rep0 = rep1 = rep2 = rep3 = 0;
    }

    /// <summary>Decodes exactly <paramref name="count"/> bytes to <paramref name="window"/> at <paramref name="start"/>.</summary>
    /// <param name="history">Bytes before the start that matches may refer to.</param>
    /// <param name="position">Uncompressed position since the last dictionary reset, for the position contexts.</param>
    internal void Decode(ReadOnlySpan<byte> input, byte[] window, int start, int count, int history, uint position)
    {
        var rc = new RangeDecoder(input);
        int at = start, end = start + count;
        uint posMask = (1u << pb) - 1, literalMask = (1u << lp) - 1;
        while (at < end)
        {
            uint pos = position + (uint)(at - start);
            int posState = (int)(pos & posMask);
            if (rc.Bit(ref isMatch[state * PosStatesMax + posState]) == 0)
            {
                uint previous = history + at - start > 0 ? window[at - 1] : 0u;
                int context = (int)(((pos & literalMask) << lc) + (previous >> (8 - lc)));
                window[at] = DecodeLiteral(ref rc, literal.AsSpan(0x300 * context, 0x300), window, at);
                at++;
                state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
                continue;
            }

            int length;
            if (rc.Bit(ref isRep[state]) == 0)
            {
                rep3 = rep2;
                rep2 = rep1;
                rep1 = rep0;
                length = matchLength.Decode(ref rc, posState);
                state = state < 7 ? 7 : 10;
                rep0 = DecodeDistance(ref rc, length);
            }
            else if (rc.Bit(ref isRepG0[state]) == 0)
            {
                if (rc.Bit(ref isRep0Long[state * PosStatesMax + posState]) == 0)
                {
                    state = state < 7 ? 9 : 11;
                    length = 1;
                }
                else
                {
                    length = repLength.Decode(ref rc, posState);
                    state = state < 7 ? 8 : 11;
                }
            }
            else
            {
                uint distance;
                if (rc.Bit(ref isRepG1[state]) == 0) distance = rep1;
                else
                {
                    if (rc.Bit(ref isRepG2[state]) == 0) distance = rep2;
                    else
                    {
                        distance = rep3;
                        rep3 = rep2;
                    }
                    rep2 = rep1;
                }
                rep1 = rep0;
                rep0 = distance;
                length = repLength.Decode(ref rc, posState);
                state = state < 7 ? 8 : 11;
            }

            if (rep0 >= (uint)(history + at - start) || length > end - at) throw new InvalidDataException("lzma: match");
            Copy(window, at, (int)rep0 + 1, length);
            at += length;
        }
        rc.Normalize();
        if (!rc.IsFinished) throw new InvalidDataException("lzma: chunk");
    }

    private static void Copy(byte[] window, int at, int distance, int length)
    {
        if (distance >= length)
        {
            window.AsSpan(at - distance, length).CopyTo(window.AsSpan(at));
            return;
        }
        if (distance == 1)
        {
            window.AsSpan(at, length).Fill(window[at - 1]);
            return;
        }
        // Source and target overlap: the bytes just written are read again.
        for (int i = 0; i < length; i++) window[at + i] = window[at + i - distance];
    }

    private byte DecodeLiteral(ref RangeDecoder rc, Span<ushort> probabilities, byte[] window, int at)
    {
        uint symbol = 1;
        if (state >= 7)
        {
            // After a match, the byte that would have continued it is a context.
            int from = at - (int)rep0 - 1;
            uint match = from >= 0 ? window[from] : 0u;
            do
            {
                uint matchBit = (match >> 7) & 1;
                match <<= 1;
                uint bit = rc.Bit(ref probabilities[(int)(((1 + matchBit) << 8) + symbol)]);
                symbol = (symbol << 1) | bit;
                if (matchBit != bit) break;
            }
            while (symbol < 0x100);
        }
        while (symbol < 0x100) symbol = (symbol << 1) | rc.Bit(ref probabilities[(int)symbol]);
        return (byte)symbol;
    }

    private uint DecodeDistance(ref RangeDecoder rc, int length)
    {
        uint slot = rc.Tree(posSlot.AsSpan(Math.Min(length - 2, 3) * 64, 64), 6);
        if (slot < 4) return slot;
        int direct = (int)(slot >> 1) - 1;
        uint distance = (2 | (slot & 1)) << direct;
        if (slot < 14) return distance + rc.ReverseTree(posSpecial.AsSpan((int)(distance - slot), 1 << direct), direct);
        distance += rc.Direct(direct - 4) << 4;
        return distance + rc.ReverseTree(align, 4);
    }

    private sealed class LengthModel
    {
        private readonly ushort[] choice = new ushort[2];
        private readonly ushort[] low = new ushort[PosStatesMax * 8];
        private readonly ushort[] middle = new ushort[PosStatesMax * 8];
        private readonly ushort[] high = new ushort[256];

        internal void Reset()
        {
            foreach (ushort[] model in (ushort[][])[choice, low, middle, high]) model.AsSpan().Fill(1024);
        }

        internal int Decode(ref RangeDecoder rc, int posState)
        {
            if (rc.Bit(ref choice[0]) == 0) return 2 + (int)rc.Tree(low.AsSpan(posState * 8, 8), 3);
            if (rc.Bit(ref choice[1]) == 0) return 10 + (int)rc.Tree(middle.AsSpan(posState * 8, 8), 3);
            return 18 + (int)rc.Tree(high, 8);
        }
    }
}
