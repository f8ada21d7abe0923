namespace Berth.Images;

/// <summary>Which extended attributes belong to a layer's content and which to the host or to overlayfs.</summary>
internal static class LayerXattrs
{
    internal const string TrustedOpaque = "trusted.overlay.opaque";
    internal const string UserOpaque = "user.overlay.opaque";

    /// <summary>Names that make overlayfs do something; from outside they are refused.</summary>
    internal static bool IsOverlay(string name) =>
        name.StartsWith("trusted.overlay.", StringComparison.Ordinal) || name.StartsWith("user.overlay.", StringComparison.Ordinal);

    /// <summary>
    /// Kept in a layer: file capabilities, ACLs and whatever users and programs attached. Security labels and signatures (SELinux, Smack, IMA, EVM)
    /// are the host's, and overlayfs' own are written as whiteouts.
    /// </summary>
    internal static bool IsContent(string name) =>
        name == "security.capability"
        || (!name.StartsWith("security.", StringComparison.Ordinal) && !IsOverlay(name)
            && (!name.StartsWith("system.", StringComparison.Ordinal) || name.StartsWith("system.posix_acl_", StringComparison.Ordinal)));
}
