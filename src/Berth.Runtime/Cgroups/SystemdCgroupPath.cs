using Berth.Oci;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>linux.cgroupsPath</c> as it is written for systemd: <c>SLICE:PREFIX:NAME</c> is the scope <c>PREFIX-NAME.scope</c> in that slice.
/// </summary>
/// <param name="Slice">E.g. <c>system.slice</c>.</param>
/// <param name="Unit">E.g. <c>cri-0123.scope</c>.</param>
public sealed record SystemdCgroupPath(string Slice, string Unit)
{
    /// <summary>Below each hierarchy's mount, e.g. <c>machine.slice/machine-a.slice/cri-0123.scope</c>.</summary>
    public string CgroupPath
    {
        get
        {
            string slices = ExpandSlice(Slice);
            return slices.Length == 0 ? Unit : $"{slices}/{Unit}";
        }
    }

    /// <param name="text">Null or empty chooses <c>system.slice</c> and a name from <paramref name="id"/>.</param>
    /// <exception cref="EngineException">InvalidArgument: it has another form.</exception>
    public static SystemdCgroupPath Parse(string? text, string id)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new SystemdCgroupPath("system.slice", $"berth-{id}.scope");
        }

        string[] parts = text.Split(':');
        if (parts.Length != 3 || parts[2].Length == 0)
        {
            throw Invalid(text, "expected the form SLICE:PREFIX:NAME with --systemd-cgroup");
        }

        string slice = parts[0].Length == 0 ? "system.slice" : parts[0];
        string name = parts[1].Length == 0 ? parts[2] : $"{parts[1]}-{parts[2]}";
        if (slice != "-.slice" && (!slice.EndsWith(".slice", StringComparison.Ordinal) || slice.Contains('/') || slice[..^6].Split('-').Contains("")))
        {
            throw Invalid(text, $"'{slice}' is no name of a slice");
        }

        // systemd.unit(5): what a unit's name is made of.
        if (name.Length > 249 || name.AsSpan().ContainsAnyExcept(UnitCharacters))
        {
            throw Invalid(text, $"'{name}' is no name of a scope");
        }

        return new SystemdCgroupPath(slice, name + ".scope");
    }

    private static readonly System.Buffers.SearchValues<char> UnitCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.\\");

    /// <summary>systemd.slice(5): <c>a-b.slice</c> is inside <c>a.slice</c>, and <c>-.slice</c> is the root.</summary>
    private static string ExpandSlice(string slice)
    {
        if (slice == "-.slice")
        {
            return "";
        }

        var path = new List<string>();
        string name = slice[..^6];
        for (int dash = name.IndexOf('-', StringComparison.Ordinal); dash >= 0; dash = name.IndexOf('-', dash + 1))
        {
            path.Add(name[..dash] + ".slice");
        }

        return string.Join('/', [.. path, slice]);
    }

    private static EngineException Invalid(string text, string reason) => new(ErrorKind.InvalidArgument, $"config.json: linux.cgroupsPath: '{text}': {reason}");
}
