using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>The filters of <c>ps</c>, decided for one container at a time.</summary>
internal sealed class ContainerFilter
{
    private readonly FilterValues values;
    private readonly List<int> exitCodes = [];
    private readonly DateTimeOffset? before, since;
    private readonly List<ContainerImage> ancestors = [];

    internal ContainerFilter(BerthEngine engine, IReadOnlyList<KeyValuePair<string, string>> filters)
    {
        values = new FilterValues(
            filters, "ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network", "publish", "since", "status", "volume");
        foreach (string text in values["exited"])
            exitCodes.Add(int.TryParse(text, out int code) ? code : throw FilterValues.Invalid("exited", text));
        foreach (string text in values["status"])
            if (!ContainerStatusText.TryParse(text, out _)) throw FilterValues.Invalid("status", text);
        foreach (string text in values["health"])
            if (text is not ("starting" or "healthy" or "unhealthy" or "none")) throw FilterValues.Invalid("health", text);
        foreach (string text in values["before"]) before = Earlier(before, CreatedAt(engine, text));
        foreach (string text in values["since"]) since = Later(since, CreatedAt(engine, text));
        foreach (string text in values["ancestor"])
            if (engine.ImageSource.Find(text, null) is { } image) ancestors.Add(image);
    }

    /// <summary>The filter itself speaks of containers that may not run.</summary>
    internal bool ImpliesAll => values.Has("status") || values.Has("exited") || values.Has("before") || values.Has("since");

    internal bool Accepts(ContainerListing c)
    {
        if (!values.Pattern("id", c.Id.Value) || !(values.Pattern("name", c.Name) || values.Pattern("name", "/" + c.Name))) return false;
        if (!values.Labels("label", c.Labels)) return false;
        if (!values.Exact("status", c.State.Status.Word()) || !values.Exact("is-task", "false")) return false;
        if (exitCodes.Count > 0 && !(c.State.Status is ContainerStatus.Exited or ContainerStatus.Dead && exitCodes.Contains(c.State.ExitCode))) return false;
        if (!values.Exact("health", c.State.Health?.Status is { Length: > 0 } health ? health : "none")) return false;
        if (before is not null && !(c.CreatedAt < before)) return false;
        if (since is not null && !(c.CreatedAt > since)) return false;
        if (values.Has("ancestor") && !HasAncestor(c)) return false;
        if (values.Has("volume") && !HasVolume(c)) return false;
        if (values.Has("network") && !HasNetwork(c)) return false;
        return !values.Has("publish") && (!values.Has("expose") || Exposes(c));
    }

    // An image is an ancestor of what was built on it: its layers are the lowest ones.
    private bool HasAncestor(ContainerListing c)
    {
        foreach (ContainerImage image in ancestors)
        {
            if (c.ImageId == image.Id) return true;
            bool below = image.DiffIds.Count > 0 && image.DiffIds.Count < c.Layers.Count;
            for (int i = 0; below && i < image.DiffIds.Count; i++) below = image.DiffIds[i] == c.Layers[i];
            if (below) return true;
        }
        return false;
    }

    private bool HasVolume(ContainerListing c)
    {
        foreach (MountPoint mount in c.Mounts)
            foreach (string wanted in values["volume"])
                if (mount.Name == wanted || mount.Destination == wanted || mount.Source == wanted) return true;
        return false;
    }

    private bool HasNetwork(ContainerListing c)
    {
        foreach (string wanted in values["network"])
        {
            if (c.NetworkMode == wanted) return true;
            foreach ((string name, EndpointSettings endpoint) in c.State.Network?.Networks ?? [])
                if (name == wanted || wanted.Length > 0 && endpoint.NetworkID.StartsWith(wanted, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private bool Exposes(ContainerListing c)
    {
        foreach (string wanted in values["expose"])
            foreach (string port in c.ExposedPorts)
                if (port == wanted || port.StartsWith(wanted + "/", StringComparison.Ordinal)) return true;
        return false;
    }

    private static DateTimeOffset CreatedAt(BerthEngine engine, string name) =>
        Rfc3339.TryParse(engine.Containers.Get(name).Record.Created, out DateTimeOffset time) ? time : default;

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a < b ? a.Value : b;

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;
}
