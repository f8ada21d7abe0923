using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>A mount that was asked for, its syntax checked and nothing yet looked up or made.</summary>
internal abstract record MountIntent
{
    private MountIntent() { }

    /// <summary>A clean absolute path in the container.</summary>
    internal required string Destination { get; init; }

    internal bool ReadOnly { get; init; }

    /// <summary>The option text of <c>-v</c>, as <c>inspect</c> repeats it.</summary>
    internal string Mode { get; init; } = "";

    internal sealed record Bind : MountIntent
    {
        internal required string Source { get; init; }

        internal string Propagation { get; init; } = "rprivate";

        /// <summary><c>-v</c> makes a missing source, a directory; <c>--mount</c> refuses.</summary>
        internal bool CreateSource { get; init; }

        internal bool NonRecursive { get; init; }

        /// <summary>Submounts of a read-only bind stay writable.</summary>
        internal bool ReadOnlyNonRecursive { get; init; }
    }

    internal sealed record Volume : MountIntent
    {
        /// <summary>Null for an anonymous one.</summary>
        internal string? Name { get; init; }

        /// <summary>Fill the volume from the image when it is empty.</summary>
        internal bool Copy { get; init; } = true;

        internal SortedDictionary<string, string>? Labels { get; init; }
    }

    internal sealed record Tmpfs : MountIntent
    {
        internal required string[] Options { get; init; }

        /// <summary>From <c>--mount</c>: listed by inspect, as Docker does; one from <c>--tmpfs</c> is not.</summary>
        internal bool Listed { get; init; }
    }

    /// <summary>A mount taken over from another container (<c>--volumes-from</c>).</summary>
    internal sealed record Inherited : MountIntent
    {
        internal required MountPoint From { get; init; }
    }
}
