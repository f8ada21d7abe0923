namespace Berth.Runtime.Preparation;

/// <summary>Where a container's root file system comes from.</summary>
public abstract record RootSource
{
    private RootSource() { }

    /// <summary>A directory of a bundle, bind-mounted onto itself.</summary>
    public sealed record BundleDirectory(string Path) : RootSource;

    /// <summary>Layers under a writable directory, as overlayfs.</summary>
    /// <param name="Lower">Read-only directories, the topmost first.</param>
    /// <param name="Upper">Takes the container's changes.</param>
    /// <param name="Work">overlayfs's scratch directory, on the same file system.</param>
    /// <param name="IsVolatile">No syncs: for an upper directory that is removed with the container.</param>
    public sealed record Overlay(IReadOnlyList<string> Lower, string Upper, string Work, bool IsVolatile) : RootSource;
}
