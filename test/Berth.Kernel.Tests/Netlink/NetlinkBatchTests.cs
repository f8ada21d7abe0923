using Berth.Kernel.Netlink;

namespace Berth.Kernel.Tests.Netlink;

public sealed class NetlinkBatchTests
{
    [Fact]
    public void Messages_are_headers_then_padded_attributes_with_patched_lengths()
    {
        var batch = new NetlinkBatch();
        batch.Begin(0x10, NetlinkFlags.Ack, "test");
        batch.Reserve(4)[0] = 0xaa;
        batch.UInt8(1, 0x11);
        int outer = batch.BeginNested(2);
        batch.UInt16(3, 0x2233);
        int inner = batch.BeginNested(4);
        batch.EndNested(inner);
        batch.EndNested(outer);
        batch.Begin(0x11, NetlinkFlags.Create | NetlinkFlags.Exclusive, "test");
        batch.String(5, "abcd");
        batch.UInt32BigEndian(6, 1);
        Bytes.Equal("""
            2c000000 1000 0500 01000000 00000000   header: 44 bytes, request|ack, sequence 1
            aa000000
            0500 0100 11 000000
            1000 0280 0600 0300 3322 0000 0400 0480   nested, and nested in that, empty
            24000000 1100 0106 02000000 00000000
            0900 0500 6162636400 000000
            0800 0600 00000001
            """, batch.Bytes);
    }

    [Fact]
    public void The_buffer_grows_and_is_reused()
    {
        var batch = new NetlinkBatch(256);
        byte[] value = new byte[5000];
        Array.Fill(value, (byte)7);
        for (int round = 0; round < 2; round++)
        {
            batch.Clear();
            batch.Begin(1, NetlinkFlags.None, "test");
            for (int i = 0; i < 20; i++) batch.Attribute(9, value);
            Assert.Equal(16 + (20 * 5004), batch.Bytes.Length);
            Assert.Equal(1, batch.Count);
        }
        batch.Clear();
        batch.Begin(1, NetlinkFlags.None, "test");
        // What was there before does not shine through.
        Assert.All(batch.Reserve(64).ToArray(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void A_length_that_does_not_fit_sixteen_bits_is_refused_and_not_cut()
    {
        var batch = new NetlinkBatch();
        batch.Begin(1, NetlinkFlags.None, "test");
        batch.Attribute(1, new byte[65531]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Attribute(1, new byte[65532]));
        int nested = batch.BeginNested(2);
        batch.Attribute(1, new byte[40000]);
        batch.Attribute(1, new byte[40000]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.EndNested(nested));
        Assert.Throws<ArgumentOutOfRangeException>(() => { for (int i = 0; i < 40; i++) batch.Attribute(1, new byte[60000]); });
    }

    [Fact]
    public void A_name_with_a_NUL_is_refused()
    {
        var batch = new NetlinkBatch();
        batch.Begin(1, NetlinkFlags.None, "test");
        Assert.Throws<ArgumentException>(() => batch.String(1, "a\0b"));
    }

    [Fact]
    public void An_unfinished_nesting_cannot_be_sent()
    {
        var batch = new NetlinkBatch();
        batch.Begin(1, NetlinkFlags.None, "test");
        batch.BeginNested(1);
        Assert.Throws<InvalidOperationException>(() => batch.Bytes.Length);
    }
}
