using Berth.Kernel.Netlink;

namespace Berth.Kernel.Tests.Netlink;

/// <summary>The expected bytes are those that <c>nft --debug=mnl</c> sends for the same statements, but for its optional user data.</summary>
public sealed class NftTransactionTests
{
    private const string BatchBegin = "14000000 1000 0100 01000000 00000000 0000000a\n";

    private static byte[] InterfaceKey(string name)
    {
        byte[] key = new byte[16];
        System.Text.Encoding.UTF8.GetBytes(name, key);
        return key;
    }

    private static void Check(string expected, NftTransaction transaction) => Bytes.Equal(BatchBegin + expected, transaction.Messages.Bytes);

    [Fact]
    public void A_table_and_a_base_chain() => Check("""
        28000000 000a 0504 02000000 00000000 01000000
        0a00 0100 626572746800 0000
        0800 0200 00000000
        54000000 030a 0504 03000000 00000000 01000000
        0a00 0100 626572746800 0000
        0c00 0300 666f727761726400            forward
        0b00 0700 66696c74657200 00           filter
        0800 0500 00000001                    policy accept
        1400 0480 0800 0100 00000002 0800 0200 ffffff9c   hook forward, priority -100
        """, new NftTransaction().AddTable(NftFamily.Inet, "berth").AddBaseChain(NftFamily.Inet, "berth", "forward", "filter", NftHook.Forward, -100));

    [Fact]
    public void A_set_of_interface_names_and_an_element() => Check("""
        58000000 090a 0504 02000000 00000000 01000000
        0a00 0100 626572746800 0000
        0c00 0200 6272696467657300            bridges
        0800 0300 00000000
        0800 0400 00000029                    ifname
        0800 0500 00000010
        0800 0a00 00000001
        0a00 0d00 000401000000 0000           NFTA_SET_USERDATA: host-endian
        4c000000 0c0a 0504 03000000 00000000 01000000
        0a00 0100 626572746800 0000
        0c00 0200 6272696467657300
        2000 0380 1c00 0180 1800 0180 1400 0100 62657274683000000000000000000000
        """, new NftTransaction().AddSet(NftFamily.Inet, "berth", "bridges", NftDataType.InterfaceName)
            .AddElement(NftFamily.Inet, "berth", "bridges", InterfaceKey("berth0")));

    [Fact]
    public void A_map_of_concatenated_types()
    {
        NftDataType key = NftDataType.TransportProtocol.Then(NftDataType.Port), value = NftDataType.IPv4.Then(NftDataType.Port);
        Assert.Equal(new NftDataType(0x30d, 8), key);
        Assert.Equal(new NftDataType((7 << 6) | 13, 8), value);
        Assert.Equal(new NftDataType(0xa69, 32), NftDataType.InterfaceName.Then(NftDataType.InterfaceName));
        Check("""
            64000000 090a 0504 02000000 00000000 01000000
            0a00 0100 626572746800 0000
            0600 0200 6d00 0000
            0800 0300 00000008                map
            0800 0400 0000030d
            0800 0500 00000008
            0800 0a00 00000001
            0a00 0d00 000402000000 0000
            0800 0600 000001cd
            0800 0700 00000008
            """, new NftTransaction().AddMap(NftFamily.Inet, "berth", "m", key, value));
    }

    [Fact]
    public void A_range_is_its_start_and_a_marked_end() => Check("""
        54000000 0c0a 0504 02000000 00000000 01000000
        0a00 0100 626572746800 0000
        0600 0200 7300 0000
        2c00 0380
        1000 0180 0c00 0180 0800 0100 ac110000
        1800 0180 0800 0300 00000001 0c00 0180 0800 0100 ac120000
        """, new NftTransaction().AddRange(NftFamily.Inet, "berth", "s", [172, 17, 0, 0], [172, 18, 0, 0]));

    [Fact]
    public void A_masquerading_rule() => Check("""
        28010000 060a 050c 02000000 00000000 01000000
        0a00 0100 626572746800 0000
        1000 0200 706f7374726f7574696e6700    postrouting
        f000 0480
        2400 0180 0900 0100 6d65746100 000000 1400 0280 0800 0200 0000000f 0800 0100 00000001
        2c00 0180 0800 0100 636d7000 2000 0280 0800 0100 00000001 0800 0200 00000000 0c00 0380 0500 0100 02 000000
        3400 0180 0c00 0100 7061796c6f616400 2400 0280 0800 0100 00000001 0800 0200 00000001 0800 0300 0000000c 0800 0400 00000004
        3000 0180 0b00 0100 6c6f6f6b757000 00 2000 0280 0800 0200 00000001 0c00 0100 7375626e65747300 0800 0500 00000001
        2400 0180 0900 0100 6d65746100 000000 1400 0280 0800 0200 00000007 0800 0100 00000001
        1400 0180 0900 0100 6d61737100 000000 0400 0280
        0800 0700 00027800
        """, new NftTransaction().AddRule(NftFamily.Inet, "berth", "postrouting", rule => rule
            .Meta(NftMeta.NetfilterProtocol).Compare(NftCompare.Equal, [2])
            .Payload(NftPayload.Network, 12, 4).Lookup("subnets", inverted: true)
            .Meta(NftMeta.OutputInterfaceName).Masquerade(), "x"));

    [Fact]
    public void A_destination_NAT_rule_through_a_map() => Check("""
        30010000 060a 050c 02000000 00000000 01000000
        0600 0100 6200 0000
        0600 0200 6300 0000
        0c01 0480
        2800 0180 0800 0100 66696200 1c00 0280 0800 0300 00000002 0800 0200 00000003 0800 0100 00000001
        2c00 0180 0800 0100 636d7000 2000 0280 0800 0100 00000001 0800 0200 00000000 0c00 0380 0800 0100 02000000
        2400 0180 0900 0100 6d65746100 000000 1400 0280 0800 0200 00000010 0800 0100 00000001
        3400 0180 0c00 0100 7061796c6f616400 2400 0280 0800 0100 00000009 0800 0200 00000002 0800 0300 00000002 0800 0400 00000002
        2c00 0180 0b00 0100 6c6f6f6b757000 00 1c00 0280 0800 0200 00000001 0800 0300 00000001 0600 0100 6d00 0000
        3000 0180 0800 0100 6e617400 2400 0280 0800 0100 00000001 0800 0200 00000002 0800 0300 00000001 0800 0500 00000009
        """, new NftTransaction().AddRule(NftFamily.Inet, "b", "c", rule => rule
            .DestinationType().Compare(NftCompare.Equal, [2, 0, 0, 0])
            .Meta(NftMeta.TransportProtocol).Payload(NftPayload.Transport, 2, 2, NftRegister.Word1)
            .LookupMap("m").DestinationNat(NftFamily.IPv4, NftRegister.R1, NftRegister.Word1)));

    [Fact]
    public void A_connection_state_test_and_a_verdict() => Check("""
        e8000000 060a 0504 02000000 00000000 02000000
        0600 0100 6200 0000
        0600 0200 6300 0000
        c400 0480
        2000 0180 0700 0100 637400 00 1400 0280 0800 0200 00000000 0800 0100 00000001
        4400 0180 0c00 0100 6269747769736500 3400 0280 0800 0100 00000001 0800 0200 00000001 0800 0300 00000004 0c00 0480 0800 0100 06000000 0c00 0580 0800 0100 00000000
        2c00 0180 0800 0100 636d7000 2000 0280 0800 0100 00000001 0800 0200 00000001 0c00 0380 0800 0100 00000000
        3000 0180 0e00 0100 696d6d65646961746500 0000 1c00 0280 0800 0100 00000000 1000 0280 0c00 0280 0800 0100 fffffffb
        """, new NftTransaction().AddRule(NftFamily.IPv4, "b", "c", rule => rule.State(NftState.Established | NftState.Related).Verdict(NftVerdict.Return), atHead: true));

    [Fact]
    public void A_wildcard_interface_is_compared_without_its_star() => Check("""
        78000000 060a 050c 02000000 00000000 02000000
        0600 0100 6200 0000
        0600 0200 6300 0000
        5400 0480
        2400 0180 0900 0100 6d65746100 000000 1400 0280 0800 0200 00000006 0800 0100 00000001
        2c00 0180 0800 0100 636d7000 2000 0280 0800 0100 00000001 0800 0200 00000000 0c00 0380 0700 0100 62722d 00
        """, new NftTransaction().AddRule(NftFamily.IPv4, "b", "c", rule => rule.Interface(NftMeta.InputInterfaceName, "br-*")));

    [Fact]
    public void A_comment_that_is_too_long_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NftTransaction().AddRule(NftFamily.IPv4, "b", "c", rule => rule.Accept(), new string('x', 129)));
}
