namespace Berth.Kernel.Identity;

/// <summary>Who a process runs as.</summary>
/// <param name="AdditionalGids">The supplementary groups, exactly: <paramref name="Gid"/> first, none twice.</param>
/// <param name="Home">From the passwd file; <c>/</c> for a user that has no entry.</param>
/// <param name="Name">The user's name, when the passwd file has one.</param>
public sealed record UserIdentity(uint Uid, uint Gid, uint[] AdditionalGids, string Home, string? Name);
