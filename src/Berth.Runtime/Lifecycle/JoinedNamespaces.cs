using Berth.Kernel;
using Berth.Kernel.Namespaces;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Lifecycle;

/// <summary>Descriptors of the namespaces that a spec joins by path.</summary>
public sealed class JoinedNamespaces : IDisposable
{
    private readonly List<Fd> _descriptors = [];

    /// <summary>Opens them and adds each to <paramref name="given"/> under the planner's name for it.</summary>
    public static JoinedNamespaces Open(Spec spec, Dictionary<string, Fd> given)
    {
        var joined = new JoinedNamespaces();
        foreach (Namespace ns in spec.Linux?.Namespaces ?? [])
        {
            if (ns.Path is null)
            {
                continue;
            }

            Errno errno = Files.TryOpen(ns.Path, OpenFlags.ReadOnly, out Fd fd);
            if (errno != Errno.None)
            {
                joined.Dispose();
                throw PlanContext.Invalid($"config.json: linux.namespaces: {ns.Type} namespace {ns.Path}: {errno.Describe()}");
            }

            joined._descriptors.Add(fd);
            if (NamespaceFile.TypeOf(fd) != NamespaceSection.Flag(ns.Type))
            {
                joined.Dispose();
                throw PlanContext.Invalid($"config.json: linux.namespaces: {ns.Path} is not a {ns.Type} namespace");
            }

            given[NamespaceSection.NameOf(ns)] = fd;
        }

        return joined;
    }

    public void Dispose() => _descriptors.ForEach(fd => fd.Dispose());
}
