using System.Runtime.InteropServices;
using System.Text;
using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>An IPv4 packet on its way through the forward hook, as far as a foreign rule's outcome can be foretold from it.</summary>
/// <param name="Input">Name of the interface it came by; null when not known.</param>
/// <param name="Output">Name of the interface it leaves by; null when not known.</param>
/// <param name="State">New for what leaves a bridge, established for the answers.</param>
internal sealed record ForwardedPacket(string? Input, string? Output, NftState State)
{
    /// <summary>What <c>meta load</c> puts into a register; empty when not known.</summary>
    internal byte[] Meta(NftMeta key) => key switch
    {
        NftMeta.InputInterfaceName when Input is not null => NameBytes(Input),
        NftMeta.OutputInterfaceName when Output is not null => NameBytes(Output),
        NftMeta.NetfilterProtocol => [(byte)NftFamily.IPv4],
        NftMeta.Protocol => [0x08, 0x00],
        _ => [],
    };

    /// <summary>What <c>ct load</c> puts into a register; empty when not known.</summary>
    internal byte[] Conntrack(NftConntrack key)
    {
        if (key != NftConntrack.State) return [];
        byte[] bytes = new byte[4];
        MemoryMarshal.Write(bytes, (uint)State);
        return bytes;
    }

    private static byte[] NameBytes(string name)
    {
        byte[] bytes = new byte[16];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }
}
