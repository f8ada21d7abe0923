using Berth.Kernel.Netlink;
using CsCheck;

namespace Berth.Kernel.Tests.Netlink;

public sealed class NetlinkReaderTests
{
    private static readonly ushort[] Types = [16, 20, 24, 2, 3, 0xa00, 0xa03, 0xa06, 0xa0c];

    [Fact]
    public void What_a_batch_writes_a_reader_reads()
    {
        var batch = new NetlinkBatch();
        batch.Begin(0x10, NetlinkFlags.None, "test");
        batch.Reserve(4);
        batch.String(1, "berth0");
        int nested = batch.BeginNested(2);
        batch.UInt32(3, 77);
        batch.EndNested(nested);
        ReadOnlySpan<byte> datagram = batch.Bytes;
        Assert.True(NetlinkMessage.TryTake(ref datagram, out NetlinkMessage message));
        Assert.Equal(0x10, message.Type);
        Assert.True(message.Attributes(4).TryGet(1, out NetlinkAttribute name));
        Assert.Equal("berth0", name.AsString);
        Assert.True(name.Is("berth0"u8));
        Assert.False(name.Is("berth"u8));
        Assert.True(message.Attributes(4).TryGet(2, out NetlinkAttribute outer));
        Assert.True(outer.Nested.TryGet(3, out NetlinkAttribute inner));
        Assert.Equal(77u, inner.AsUInt32);
        Assert.False(NetlinkMessage.TryTake(ref datagram, out _));
    }

    [Theory]
    [InlineData("0f000000 1000 0000 01000000 00000000")]   // shorter than its header
    [InlineData("ff000000 1000 0000 01000000 00000000")]   // longer than the datagram
    [InlineData("ffffffff 1000 0000 01000000 00000000")]
    [InlineData("10000000 1000")]
    public void A_message_with_a_wrong_length_is_not_taken(string text)
    {
        ReadOnlySpan<byte> datagram = Bytes.Parse(text);
        Assert.False(NetlinkMessage.TryTake(ref datagram, out _));
    }

    [Fact]
    public void Random_datagrams_never_throw() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        ReadOnlySpan<byte> rest = bytes;
        while (NetlinkMessage.TryTake(ref rest, out NetlinkMessage message))
        {
            LinkInfo.Parse(message);
            AddressInfo.Parse(message);
            RouteInfo.Parse(message);
            NftRuleInfo.Parse(message);
            NftChainInfo.Parse(message);
            NetlinkFailure.Read(message, out _);
        }
        Walk(new NetlinkAttributes(bytes), 0);
    });

    [Fact]
    public void Damaged_messages_of_known_types_never_throw() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, Types.Length - 1]).Sample((body, which) =>
    {
        ushort type = Types[which];
        byte[] bytes = [.. BitConverter.GetBytes(16 + body.Length), .. BitConverter.GetBytes(type), 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, .. body];
        ReadOnlySpan<byte> rest = bytes;
        Assert.True(NetlinkMessage.TryTake(ref rest, out NetlinkMessage message));
        LinkInfo.Parse(message);
        AddressInfo.Parse(message);
        RouteInfo.Parse(message);
        NftTableInfo.Parse(message);
        NftChainInfo.Parse(message);
        if (NftRuleInfo.Parse(message) is { } rule)
        {
            foreach (NftExpression expression in rule.Expressions) expression.TryGetVerdict(out _, out _);
        }
        NetlinkFailure.Read(message, out _);
    });

    [Fact]
    public void An_error_carries_the_kernels_explanation()
    {
        // NLMSG_ERROR, capped and with attributes: -EEXIST, the request's header, then NLMSGERR_ATTR_MSG "no".
        ReadOnlySpan<byte> datagram = Bytes.Parse("""
            2c000000 0200 0003 05000000 00000000
            efffffff 10000000 1000 0506 05000000 00000000
            0700 0100 6e6f00 00
            """);
        Assert.True(NetlinkMessage.TryTake(ref datagram, out NetlinkMessage message));
        Assert.Equal(Errno.EEXIST, NetlinkFailure.Read(message, out string? text));
        Assert.Equal("no", text);
        Assert.Equal("create bridge berth0 (no): EEXIST (File exists)", new NetlinkFailure(0, "create bridge", "berth0", Errno.EEXIST, text).ToException().Message);
    }

    private static void Walk(NetlinkAttributes attributes, int depth)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            _ = attribute.AsString;
            _ = attribute.AsUInt64BigEndian;
            if (depth < 8) Walk(attribute.Nested, depth + 1);
        }
    }
}
