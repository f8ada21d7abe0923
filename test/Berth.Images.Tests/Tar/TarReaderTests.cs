using System.Text;
using Berth.Kernel;
using Berth.Oci;
using CsCheck;

namespace Berth.Images.Tests;

public sealed class TarReaderTests
{
    private static List<(TarEntry Entry, byte[] Content)> ReadAll(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive), 1024);
        var list = new List<(TarEntry, byte[])>();
        while (reader.TryReadEntry(out TarEntry? entry))
        {
            var content = new MemoryStream();
            while (reader.ReadContent() is { IsEmpty: false } piece) content.Write(piece);
            list.Add((entry, content.ToArray()));
        }
        return list;
    }

    private static string Problem(byte[] archive)
    {
        var e = Assert.Throws<EngineException>(() => ReadAll(archive));
        Assert.Equal(ErrorKind.Corrupt, e.Kind);
        return e.Message;
    }

    private static byte[] Pax(string records, char flag = 'x')
    {
        byte[] data = Encoding.Latin1.GetBytes(records);
        byte[] block = new byte[512 + (data.Length + 511) / 512 * 512];
        "pax"u8.CopyTo(block);
        Encoding.ASCII.GetBytes(Convert.ToString(data.Length, 8).PadLeft(11, '0')).CopyTo(block, 124);
        block[156] = (byte)flag;
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        Checksum(block);
        data.CopyTo(block, 512);
        return block;
    }

    private static void Checksum(byte[] archive)
    {
        archive.AsSpan(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte b in archive.AsSpan(0, 512)) sum += b;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(archive, 148);
    }

    [Fact]
    public void An_archive_that_ends_in_the_middle_is_told()
    {
        byte[] archive = new Archives().File("a", new string('x', 2000)).File("b", "y").Bytes();
        foreach (int length in (int[])[100, 512, 600, 2559, 2570, 3000])
        {
            string problem = Problem(archive[..length]);
            Assert.Contains($"ends in the middle, after {length} bytes", problem);
        }
    }

    [Fact]
    public void An_archive_without_the_closing_zeros_is_complete() =>
        Assert.Equal(2, ReadAll(new Archives().File("a", "1").File("b", "2").Bytes()[..2048]).Count);

    [Fact]
    public void Something_else_is_called_no_tar_archive()
    {
        Assert.Contains("this is no tar archive", Problem(Encoding.ASCII.GetBytes(new string('?', 5000))));
        Assert.Contains("it is empty", Problem([]));
        Assert.Empty(ReadAll(new byte[10240]));
    }

    [Fact]
    public void A_wrong_checksum_is_told_with_its_place()
    {
        byte[] archive = new Archives().File("a", "1").File("b", "2").Bytes();
        archive[1024]++;
        Assert.Contains("a header has a wrong checksum (at byte 1536)", Problem(archive));
    }

    [Fact]
    public void Pax_records_override_the_header_and_values_are_bytes()
    {
        byte[] archive = [.. Pax("30 mtime=1700000000.987654321\n13 path=long\n27 SCHILY.xattr.user.a=\0\n\n\n11 uid=123\n"), .. new Archives().File("short").Bytes()];
        TarEntry entry = Assert.Single(ReadAll(archive)).Entry;
        Assert.Equal(("long", 123u, new FileTime(1700000000, 987654321)), (entry.DisplayName, entry.Uid, entry.Modified));
        Assert.Equal(("user.a", "\0\n\n"), (entry.Xattrs[0].Name, Encoding.Latin1.GetString(entry.Xattrs[0].Value)));
    }

    [Fact]
    public void Global_headers_hold_for_all_that_follows_and_a_local_one_wins()
    {
        byte[] archive = [.. Pax("9 uid=77\n", 'g'), .. new Archives().File("a").Bytes()[..512], .. Pax("9 uid=88\n"), .. new Archives().File("b").File("c").Bytes()];
        Assert.Equal([77u, 88u, 77u], ReadAll(archive).Select(e => e.Entry.Uid));
    }

    [Theory]
    [InlineData("99 path=x\n")]
    [InlineData("path=x\n")]
    [InlineData("-1 path=x\n")]
    [InlineData("10 path=xy")]
    [InlineData("7 path\n")]
    [InlineData("99999999999999999999 path=x\n")]
    public void A_malformed_pax_record_is_told(string records) =>
        Assert.Contains("a PAX record is malformed", Problem([.. Pax(records), .. new Archives().File("a").Bytes()]));

    [Theory]
    [InlineData("14 size=-1234\n", "the PAX size is no number")]
    [InlineData("11 uid=abc\n", "the PAX uid is no number")]
    [InlineData("18 uid=4294967295\n", "which is out of range")]
    [InlineData("9 uid=-1\n", "which is out of range")]
    [InlineData("15 mtime=never\n", "the PAX mtime is no time")]
    [InlineData("12 path=a\0b\n", "a name contains a NUL")]
    [InlineData("22 GNU.sparse.map=1,2\n", "the map of the sparse file")]
    [InlineData("24 GNU.sparse.map=1,2,3\n", "map of a sparse file is malformed")]
    public void A_nonsensical_pax_value_is_told(string records, string problem) =>
        Assert.Contains(problem, Problem([.. Pax(records), .. new Archives().File("a").Bytes()]));

    [Fact]
    public void A_huge_extension_header_is_refused_before_it_is_read()
    {
        byte[] archive = Pax("9 uid=77\n");
        Encoding.ASCII.GetBytes("77777777777").CopyTo(archive, 124);
        Checksum(archive);
        Assert.Contains("an extension header has 8589934591 bytes", Problem(archive));
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0 }, 256L)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe }, -2L)]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, long.MaxValue)]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0 }, null)]
    [InlineData(new byte[] { 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 }, null)]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0, 0, 1, 0 }, 256L)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf6 }, -10L)]
    [InlineData(new byte[] { 0x20, 0x37, 0x37, 0x20, 0, 0, 0, 0 }, 63L)]
    [InlineData(new byte[] { 0x37, 0x38, 0, 0, 0, 0, 0, 0 }, null)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, 0L)]
    public void Numbers_are_octal_or_base_256(byte[] field, long? expected)
    {
        bool parsed = TarHeader.TryParseNumber(field, out long value);
        Assert.Equal(expected, parsed ? value : null);
    }

    [Theory]
    [InlineData("1.5", 1L, 500_000_000u)]
    [InlineData("-1.5", -2L, 500_000_000u)]
    [InlineData("-1", -1L, 0u)]
    [InlineData("0.0000000009", 0L, 0u)]
    [InlineData("-0.0000000009", -1L, 999_999_999u)]
    public void Pax_times_are_exact_also_before_1970(string text, long seconds, uint nanoseconds)
    {
        Assert.True(PaxRecords.TryTime(Encoding.ASCII.GetBytes(text), out FileTime time));
        Assert.Equal(new FileTime(seconds, nanoseconds), time);
    }

    [Fact]
    public void What_the_writer_writes_the_reader_reads()
    {
        Gen<byte[]> name = Gen.Byte[1, 255].Array[1, 300].Where(n => n[^1] != (byte)'/');
        Gen.Select(name, Gen.UInt[0, uint.MaxValue - 1], Gen.Long[-1L << 40, 1L << 40], Gen.Byte.Array[0, 600], Gen.Byte.Array[0, 100]).Sample(
            (path, id, seconds, content, xattr) =>
            {
                using var stream = new MemoryStream();
                var writer = new TarWriter(stream);
                writer.Begin(new TarEntry
                {
                    Type = TarEntryType.Regular, Name = path, Uid = id, Gid = id, Modified = new FileTime(seconds), Size = content.Length, Permissions = 0x9ED,
                    Xattrs = xattr.Length > 50 ? [new TarXattr("user.x", xattr)] : [],
                });
                writer.WriteContent(content);
                writer.Finish();
                (TarEntry entry, byte[] read) = Assert.Single(ReadAll(stream.ToArray()));
                Assert.Equal(path, entry.Name);
                Assert.Equal((id, id, seconds, 0x9EDu), (entry.Uid, entry.Gid, entry.Modified.Seconds, entry.Permissions));
                Assert.Equal(content, read);
                if (xattr.Length > 50) Assert.Equal(xattr, entry.Xattrs[0].Value);
            },
            iter: 5_000);
    }

    [Fact]
    public void A_mutated_archive_is_read_or_refused_never_worse()
    {
        byte[] archive = [.. Pax("30 mtime=1700000000.987654321\n22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n26 GNU.sparse.realsize=10\n"), .. new Archives().File("a", "1\n0\n5\n").File("b", "2").Symlink("c", "d").Bytes()];
        Gen.Select(Gen.Int[0, archive.Length - 1], Gen.Byte, Gen.Int[0, archive.Length - 1], Gen.Byte, Gen.Int[0, archive.Length]).Sample(
            (first, a, second, b, cut) =>
            {
                byte[] bytes = [.. archive];
                bytes[first] = a;
                bytes[second] = b;
                // Mend the checksums, so that what lies behind them is reached.
                for (int at = 0; at + 512 <= bytes.Length; at += 512)
                    if (bytes.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))
                    {
                        byte[] block = bytes[at..(at + 512)];
                        Checksum(block);
                        block.CopyTo(bytes, at);
                    }
                foreach (byte[] input in (byte[][])[bytes, bytes[..cut]])
                {
                    try
                    {
                        ReadAll(input);
                    }
                    catch (EngineException)
                    {
                    }
                }
            },
            iter: 20_000);
    }
}
