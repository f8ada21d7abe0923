using System.IO.Compression;
using Berth.Oci;
using CsCheck;

namespace Berth.Images.Tests;

public sealed class DecompressionTests
{
    // Text that compresses, noise that does not, and long runs: all kinds of chunks.
    private static readonly byte[] Sample = MakeSample(1_200_000);

    private static byte[] MakeSample(int size)
    {
        var random = new Random(1);
        byte[] data = new byte[size];
        random.NextBytes(data.AsSpan(0, size / 3));
        for (int i = size / 3; i < 2 * size / 3; i++) data[i] = (byte)"the quick brown fox jumps over the lazy dog\n"[(i * 7 + i / 1000) % 44];
        data.AsSpan(2 * size / 3, size / 6).Fill((byte)'z');
        return data;
    }

    private static byte[] Decompress(byte[] compressed, out CompressionKind kind)
    {
        using Stream stream = Decompression.Open(new MemoryStream(compressed), out kind);
        using var result = new MemoryStream();
        stream.CopyTo(result);
        return result.ToArray();
    }

    [Theory]
    [InlineData("gzip", CompressionKind.Gzip, "-c")]
    [InlineData("zstd", CompressionKind.Zstd, "-c")]
    [InlineData("zstd", CompressionKind.Zstd, "-c", "--ultra", "-22")]
    [InlineData("xz", CompressionKind.Xz, "-c")]
    [InlineData("xz", CompressionKind.Xz, "-c", "-9e")]
    [InlineData("xz", CompressionKind.Xz, "-c", "-0", "--check=crc32")]
    [InlineData("xz", CompressionKind.Xz, "-c", "--check=sha256", "--block-size=100000")]
    [InlineData("xz", CompressionKind.Xz, "-c", "--check=none")]
    [InlineData("xz", CompressionKind.Xz, "-c", "--lzma2=preset=6,lc=0,lp=4,pb=0")]
    [InlineData("xz", CompressionKind.Xz, "-c", "-T2", "--block-size=500000")]
    public void What_the_real_program_compressed_comes_back(string program, CompressionKind expected, params string[] arguments)
    {
        Tool.Need(program);
        byte[] compressed = Tool.Run(program, arguments, Sample);
        Assert.Equal(Sample, Decompress(compressed, out CompressionKind kind));
        Assert.Equal(expected, kind);
        Assert.Equal([.. Sample, .. Sample], Decompress([.. compressed, .. compressed], out _));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("xz")]
    public void Truncated_or_damaged_input_is_an_error(string program)
    {
        Tool.Need(program);
        byte[] compressed = Tool.Run(program, ["-c"], Sample);
        var e = Assert.Throws<EngineException>(() => Decompress(compressed[..(compressed.Length / 2)], out _));
        Assert.Equal(ErrorKind.Corrupt, e.Kind);
        byte[] damaged = [.. compressed];
        damaged[compressed.Length / 2] ^= 0x55;
        if (program == "zstd") return; // the program writes a checksum only on request in a pipe
        Assert.Throws<EngineException>(() => Decompress(damaged, out _));
    }

    [Fact]
    public void Plain_data_passes_unchanged()
    {
        Assert.Equal(Sample, Decompress(Sample, out CompressionKind kind));
        Assert.Equal(CompressionKind.None, kind);
        Assert.Equal([1], Decompress([1], out _));
        Assert.Empty(Decompress([], out _));
    }

    [Theory]
    [InlineData("--x86")]
    [InlineData("--delta=dist=4")]
    public void A_filter_that_is_not_supported_is_named(string filter)
    {
        Tool.Need("xz");
        var e = Assert.Throws<EngineException>(() => Decompress(Tool.Run("xz", ["-c", filter, "--lzma2"], Sample), out _));
        Assert.Equal(ErrorKind.NotSupported, e.Kind);
        Assert.Contains(filter == "--x86" ? "BCJ x86" : "delta", e.Message);
    }

    [Fact]
    public void Bzip2_is_refused_with_a_way_out()
    {
        var e = Assert.Throws<EngineException>(() => Decompress("BZh91AY&SY"u8.ToArray(), out _));
        Assert.Contains("bzip2", e.Message);
        Assert.Contains("bunzip2", e.Hint);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("xz")]
    public void Mutated_input_never_does_worse_than_an_error(string program)
    {
        Tool.Need(program);
        byte[] compressed = Tool.Run(program, ["-c"], MakeSample(5_000));
        Gen.Select(Gen.Int[0, compressed.Length - 1], Gen.Byte, Gen.Int[0, compressed.Length]).Sample(
            (at, value, cut) =>
            {
                byte[] bytes = [.. compressed];
                bytes[at] = value;
                foreach (byte[] input in (byte[][])[bytes, bytes[..cut]])
                {
                    try
                    {
                        Decompress(input, out _);
                    }
                    catch (EngineException)
                    {
                    }
                }
            },
            iter: 200);
    }
}
