using Berth.Kernel;

namespace Berth.Network;

/// <summary>An address and who has it.</summary>
/// <param name="OwnerId">The id the caller attached with: a container's.</param>
public readonly record struct Lease(IPv4Address Address, string OwnerId);
