using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// A container's cgroup while it is started: made, limited, and opened for the child to enter. Disposing closes the files only; a start
/// that fails calls <see cref="Undo"/>.
/// </summary>
public sealed class ContainerCgroup : IDisposable
{
    private readonly Cgroup _cgroup;
    private readonly List<CgroupJoinFile> _join;
    private readonly Fd? _unified;

    private ContainerCgroup(CgroupHost host, Cgroup cgroup, IReadOnlyList<string> warnings, int? init = null)
    {
        _cgroup = cgroup;
        Warnings = warnings;
        _unified = cgroup.OpenUnifiedDirectory(init);
        _join = cgroup.OpenJoinFiles(unified: _unified is null);
        Views = ViewsOf(host, cgroup);
    }

    /// <summary>Names for <see cref="ContainerPlanRequest.CgroupFiles"/>.</summary>
    public IReadOnlyList<string> JoinNames => _join.ConvertAll(j => j.Hierarchy);

    /// <summary>For <see cref="ContainerPlanRequest.HasUnifiedCgroup"/>.</summary>
    public bool HasUnified => _unified is not null;

    public IReadOnlyList<CgroupView> Views { get; }

    /// <summary>False when no hierarchy let it be made.</summary>
    public bool Exists => _cgroup.Exists;

    /// <summary>The scope, if systemd made the group.</summary>
    public string? SystemdUnit { get; init; }

    /// <summary>Limits that this host cannot keep.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <param name="host">The host's hierarchies.</param>
    /// <param name="path">As in config.json, e.g. <c>/berth/ID</c>.</param>
    /// <param name="resources">The limits; null sets none.</param>
    /// <param name="strict">Fail instead of warn when a limit cannot be set.</param>
    /// <param name="unit">The scope, if systemd has made the group.</param>
    public static ContainerCgroup Create(CgroupHost host, string path, Resources? resources, bool strict, string? unit = null)
    {
        Cgroup cgroup = Cgroup.Create(host, path);
        try
        {
            IReadOnlyList<CgroupWarning> warnings = resources is null ? [] : cgroup.Apply(resources.ToLimits());
            if (strict && warnings.Count > 0)
            {
                throw Refusal(warnings[0], "config.json: ");
            }

            return new ContainerCgroup(host, cgroup, [.. warnings.Select(w => w.ToString())]) { SystemdUnit = unit };
        }
        catch
        {
            cgroup.RemoveNew();
            throw;
        }
    }

    /// <summary>An existing container's, for a further process; null for one that has none, whose path is empty.</summary>
    /// <param name="host">The host's hierarchies.</param>
    /// <param name="path">As for <see cref="Create"/>.</param>
    /// <param name="init">The container's first process, beside which the further one goes where that has groups of its own making.</param>
    public static ContainerCgroup? TryOpen(CgroupHost host, string path, int? init = null) =>
        path.Length == 0 ? null : new ContainerCgroup(host, Cgroup.Open(host, path), [], init);

    /// <summary>Adds what a plan asks for by name.</summary>
    public void Give(Dictionary<string, Fd> given)
    {
        foreach (CgroupJoinFile file in _join)
        {
            given[file.Hierarchy] = file.File;
        }

        if (_unified is not null)
        {
            given["cgroup v2"] = _unified;
        }
    }

    public void Undo() => _cgroup.RemoveNew();

    public void Dispose()
    {
        foreach (CgroupJoinFile file in _join)
        {
            file.File.Dispose();
        }

        _unified?.Dispose();
    }

    /// <summary>A limit that cannot be set, as an error that names the field of the specification.</summary>
    public static EngineException Refusal(CgroupWarning warning, string source = "") =>
        new(ErrorKind.InvalidArgument, $"{source}linux.resources.{warning.Field}: {warning}");

    private static CgroupView[] ViewsOf(CgroupHost host, Cgroup cgroup)
    {
        var views = new List<CgroupView>();
        foreach (CgroupHierarchy hierarchy in host.Hierarchies)
        {
            if (cgroup.DirectoryIn(hierarchy) is not { } directory)
            {
                continue;
            }

            string name = host.IsUnified ? "" : Path.GetFileName(hierarchy.MountPoint);
            if (hierarchy.Version == 2)
            {
                views.Add(new CgroupView(name, "cgroup2", "", directory));
            }
            else
            {
                // A named hierarchy without controllers is mounted with "none".
                string options = string.Join(',', hierarchy.Controllers);
                views.Add(new CgroupView(name, "cgroup", options.StartsWith("name=", StringComparison.Ordinal) ? "none," + options : options, directory));
            }
        }

        return [.. views];
    }
}
