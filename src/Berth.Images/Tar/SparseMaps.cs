using System.Buffers.Text;

namespace Berth.Images;

/// <summary>The four ways in which GNU tar stores the map of a sparse file (GNU tar manual, "Storing Sparse Files"), and the check that is common to all.</summary>
internal static class SparseMaps
{
    /// <summary>A bound on memory, not on files: 16 MB of map.</summary>
    internal const int MaxSegments = 1_000_000;

    /// <summary>Old GNU format: four entries in the header, 21 in each extension block.</summary>
    internal static bool TryReadOld(ReadOnlySpan<byte> header, TarInput input, out List<TarSegment> map, out long realSize)
    {
        map = [];
        if (!TarHeader.TryParseNumber(header.Slice(483, 12), out realSize)) return false;
        bool extended = header[482] != 0;
        if (!TryAddOld(header.Slice(386, 4 * 24), map)) return false;
        while (extended)
        {
            ReadOnlySpan<byte> block = input.Block();
            if (block.IsEmpty) throw input.Truncated();
            extended = block[504] != 0;
            if (map.Count > MaxSegments || !TryAddOld(block[..(21 * 24)], map)) return false;
        }
        return true;
    }

    private static bool TryAddOld(ReadOnlySpan<byte> entries, List<TarSegment> map)
    {
        for (; !entries.IsEmpty && entries[0] != 0; entries = entries[24..])
        {
            if (!TarHeader.TryParseNumber(entries[..12], out long offset) || !TarHeader.TryParseNumber(entries.Slice(12, 12), out long length)) return false;
            map.Add(new TarSegment(offset, length));
        }
        return true;
    }

    /// <summary>PAX 0.1 (and 0.0, whose records the caller joins alike): <c>offset,length,offset,length…</c>.</summary>
    internal static bool TryReadList(ReadOnlySpan<byte> text, out List<TarSegment> map)
    {
        map = [];
        if (text.IsEmpty) return true;
        long? offset = null;
        while (true)
        {
            if (!Utf8Parser.TryParse(text, out long number, out int used) || number < 0) return false;
            if (offset is null) offset = number;
            else
            {
                map.Add(new TarSegment(offset.Value, number));
                offset = null;
                if (map.Count > MaxSegments) return false;
            }
            if (used == text.Length) return offset is null;
            if (text[used] != (byte)',') return false;
            text = text[(used + 1)..];
        }
    }

    /// <summary>PAX 1.0: the map stands before the data, decimal numbers ended by newlines, filled up to whole blocks.</summary>
    internal static bool TryReadLeading(TarInput input, ref long stored, out List<TarSegment> map)
    {
        map = [];
        var numbers = new NumberLines(input, stored);
        if (!numbers.TryNext(out long count) || count is < 0 or > MaxSegments) return false;
        for (long i = 0; i < count; i++)
        {
            if (!numbers.TryNext(out long offset) || !numbers.TryNext(out long length)) return false;
            map.Add(new TarSegment(offset, length));
        }
        stored -= numbers.BytesRead;
        return true;
    }

    /// <summary>In order, without overlap, inside the file, and exactly as long as the data stored.</summary>
    internal static bool IsValid(List<TarSegment> map, long realSize, long stored)
    {
        long end = 0, total = 0;
        foreach (TarSegment segment in map)
        {
            if (segment.Offset < end || segment.Length < 0 || segment.Length > realSize - segment.Offset) return false;
            end = segment.Offset + segment.Length;
            total += segment.Length;
        }
        return realSize >= 0 && total == stored;
    }

    private ref struct NumberLines(TarInput input, long available)
    {
        private ReadOnlySpan<byte> block;
        private int at;

        internal long BytesRead { get; private set; }

        internal bool TryNext(out long number)
        {
            number = 0;
            for (int digits = 0; ; digits++)
            {
                if (at == block.Length)
                {
                    if (available - BytesRead < TarHeader.BlockSize) return false;
                    block = input.Block();
                    if (block.IsEmpty) throw input.Truncated();
                    at = 0;
                    BytesRead += TarHeader.BlockSize;
                }
                byte c = block[at++];
                if (c == (byte)'\n') return digits > 0;
                if (c is < (byte)'0' or > (byte)'9' || digits >= 18) return false;
                number = number * 10 + (c - '0');
            }
        }
    }
}
