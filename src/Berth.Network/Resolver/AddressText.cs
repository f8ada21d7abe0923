using System.Diagnostics.CodeAnalysis;
using System.Net;
using Berth.Kernel;

namespace Berth.Network;

/// <summary>Addresses as users and configuration files write them.</summary>
internal static class AddressText
{
    /// <summary>IPv6 of any form; IPv4 with all four decimal parts only: <c>1.2.3</c> and <c>010.0.0.1</c> mean different things to different programs.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return (text.Contains(':') || IPv4Address.TryParse(text, out _)) && IPAddress.TryParse(text, out address);
    }
}
