using System.Buffers.Binary;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// Decompresses xz (the .xz file format 1.2.1, https://tukaani.org/xz/xz-file-format.txt): any number of streams and blocks, LZMA2, checks CRC-32,
/// CRC-64, SHA-256 or none, all verified. Other filters (BCJ, delta), which tars rarely have, are refused by name.
/// </summary>
internal sealed class XzStream(Stream source) : ReadOnlyStream
{
    private static ReadOnlySpan<byte> Magic => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private readonly XzInput input = new(source);
    private Lzma2Decoder? decoder;
    private XzCheck? check;
    private byte checkType;
    private long blockStart;
    private int blockHeaderSize;
    private long blockUncompressed;
    private (long Compressed, long Uncompressed) declared;
    private readonly List<(long Unpadded, long Uncompressed)> records = [];
    private Phase phase = Phase.Start;

    private enum Phase
    {
        Start,
        BetweenBlocks,
        InBlock,
        End,
    }

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            switch (phase)
            {
                case Phase.Start:
                    ReadStreamHeader();
                    phase = Phase.BetweenBlocks;
                    break;
                case Phase.BetweenBlocks:
                    int size = input.Byte();
                    if (size != 0)
                    {
                        ReadBlockHeader(size);
                        phase = Phase.InBlock;
                    }
                    else
                    {
                        ReadIndexAndFooter();
                        phase = SkipPadding() ? Phase.Start : Phase.End;
                    }
                    break;
                case Phase.InBlock:
                    int count = decoder!.Read(input, buffer);
                    if (count > 0)
                    {
                        check!.Append(buffer[..count]);
                        blockUncompressed += count;
                        return count;
                    }
                    EndBlock();
                    phase = Phase.BetweenBlocks;
                    break;
                default:
                    return 0;
            }
        }
        return 0;
    }

    private static void Demand(bool condition, string what)
    {
        if (!condition) throw new InvalidDataException("xz: " + what);
    }

    private void ReadStreamHeader()
    {
        Span<byte> header = stackalloc byte[12];
        input.Exactly(header);
        Demand(header[..6].SequenceEqual(Magic), "magic");
        Demand(Crc.Of32(header[6..8]) == BinaryPrimitives.ReadUInt32LittleEndian(header[8..]), "stream header");
        Demand(header[6] == 0 && header[7] < 16, "stream flags");
        checkType = header[7];
        check = XzCheck.Create(checkType) ?? throw new EngineException(ErrorKind.NotSupported, $"decompress xz data: its check type {checkType} is not known");
        records.Clear();
    }

    private void ReadBlockHeader(int sizeByte)
    {
        byte[] header = new byte[(sizeByte + 1) * 4];
        header[0] = (byte)sizeByte;
        input.Exactly(header.AsSpan(1));
        Demand(Crc.Of32(header.AsSpan(0, header.Length - 4)) == BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(header.Length - 4)), "block header");
        var fields = new XzVarints(header.AsSpan(2, header.Length - 6));
        byte flags = header[1];
        Demand((flags & 0x3c) == 0, "block flags");
        declared = ((flags & 0x40) != 0 ? fields.Next() : -1, (flags & 0x80) != 0 ? fields.Next() : -1);
        int filters = (flags & 3) + 1;
        uint dictionary = 0;
        for (int i = 0; i < filters; i++)
        {
            long id = fields.Next();
            ReadOnlySpan<byte> properties = fields.Bytes((int)Math.Min(fields.Next(), 1024));
            if (id != 0x21) throw new EngineException(
                ErrorKind.NotSupported, $"decompress xz data: it uses the {FilterName(id)} filter, which is not supported", "decompress it first: xz -dc FILE | berth import - NAME");
            Demand(properties.Length == 1 && properties[0] <= 40, "dictionary size");
            dictionary = properties[0] == 40 ? uint.MaxValue : (2u | (properties[0] & 1u)) << (properties[0] / 2 + 11);
        }
        Demand(fields.RestIsZero, "block header padding");
        decoder ??= new Lzma2Decoder();
        decoder.Start(dictionary);
        check!.Reset();
        blockStart = input.Position;
        blockHeaderSize = header.Length;
        blockUncompressed = 0;
    }

    private static string FilterName(long id) => id switch
    {
        3 => "delta", 4 => "BCJ x86", 5 => "BCJ PowerPC", 6 => "BCJ IA-64", 7 => "BCJ ARM", 8 => "BCJ ARM Thumb", 9 => "BCJ SPARC",
        0xa => "BCJ ARM64", 0xb => "BCJ RISC-V", _ => $"0x{id:x}",
    };

    private void EndBlock()
    {
        long compressed = input.Position - blockStart;
        Demand(declared.Compressed < 0 || declared.Compressed == compressed, "compressed size");
        Demand(declared.Uncompressed < 0 || declared.Uncompressed == blockUncompressed, "uncompressed size");
        for (long padding = compressed; (padding & 3) != 0; padding++) Demand(input.Byte() == 0, "block padding");
        Span<byte> expected = stackalloc byte[64];
        expected = expected[..check!.Size];
        input.Exactly(expected);
        Demand(check.Matches(expected), "check");
        // The index has to tell the same story; a bound keeps a hostile stream of empty blocks from filling the memory.
        Demand(records.Count < 1 << 20, "number of blocks");
        records.Add((blockHeaderSize + compressed + check.Size, blockUncompressed));
    }

    private void ReadIndexAndFooter()
    {
        long start = input.Position - 1;
        input.StartCrc(0);
        Demand(input.Varint() == records.Count, "index");
        foreach ((long unpadded, long uncompressed) in records)
            Demand(input.Varint() == unpadded && input.Varint() == uncompressed, "index record");
        while (((input.Position - start) & 3) != 0) Demand(input.Byte() == 0, "index padding");
        uint crc = input.EndCrc();
        long indexSize = input.Position - start + 4;
        Span<byte> tail = stackalloc byte[16];
        input.Exactly(tail);
        Demand(BinaryPrimitives.ReadUInt32LittleEndian(tail) == crc, "index check");
        Span<byte> footer = tail[4..];
        Demand(footer[10] == (byte)'Y' && footer[11] == (byte)'Z', "footer");
        Demand(Crc.Of32(footer[4..10]) == BinaryPrimitives.ReadUInt32LittleEndian(footer), "footer check");
        Demand((BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]) + 1L) * 4 == indexSize && footer[8] == 0 && footer[9] == checkType, "footer fields");
    }

    // Zeros in fours may follow a stream, then another stream or the end.
    private bool SkipPadding()
    {
        for (int zeros = 0; ; zeros++)
        {
            int next = input.PeekByte();
            if (next == 0) input.Byte();
            else
            {
                Demand((zeros & 3) == 0, "stream padding");
                return next >= 0;
            }
        }
    }
}
