using Berth.Kernel;

namespace Berth.Network;

/// <summary>The firewall of hosts that still use iptables-legacy: it can stop packets too, and nf_tables does not show it.</summary>
internal static class LegacyIptables
{
    internal static ForwardingBlocker? FindBlocker(string bridge) =>
        LegacyForwardChain.Read() is { DropsByPolicy: true } chain && !chain.AcceptedInputs.Contains(bridge)
            ? new ForwardingBlocker("iptables-legacy", "ip", "filter", "FORWARD", "policy drop", Outbound: true)
            : null;
}
