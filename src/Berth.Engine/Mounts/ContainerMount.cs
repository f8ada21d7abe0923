using Berth.Engine.Contracts;
using OciMount = Berth.Oci.Runtime.Mount;

namespace Berth.Engine;

/// <summary>A mount of a container, its source known.</summary>
/// <param name="Spec">For the runtime.</param>
/// <param name="Point">For <c>inspect</c>; null for what it does not list.</param>
internal sealed record ContainerMount(OciMount Spec, MountPoint? Point);
