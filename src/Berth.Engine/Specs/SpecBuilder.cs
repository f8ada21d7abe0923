using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>
/// Docker's options as an OCI runtime specification (https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md). One part per
/// section; this puts them together. The user is a number only after start has looked it up in the container's own files:
/// <see cref="ProcessUser"/>.
/// </summary>
internal static class SpecBuilder
{
    internal static Spec Build(SpecInputs inputs) => new()
    {
        OciVersion = RuntimeSpec.Version,
        Process = ProcessSection.Build(inputs),
        Root = new Root { Path = "rootfs", Readonly = inputs.Host.ReadonlyRootfs },
        Hostname = inputs.Host.UTSMode == "host" ? null : inputs.Config.Hostname,
        Domainname = inputs.Host.UTSMode == "host" || inputs.Config.Domainname.Length == 0 ? null : inputs.Config.Domainname,
        Mounts = MountSection.Build(inputs),
        Annotations = inputs.Host.Annotations is { Count: > 0 } annotations ? annotations : null,
        Linux = new LinuxSection
        {
            Sysctl = SysctlSection.Build(inputs),
            Resources = ResourceSection.Build(inputs),
            CgroupsPath = CgroupPath.Of(inputs.Host, inputs.Id),
            Namespaces = NamespaceSection.Build(inputs),
            Devices = DeviceSection.Build(inputs.Host),
            Seccomp = inputs.Seccomp,
            MaskedPaths = inputs.Host.MaskedPaths is { Length: > 0 } masked ? masked : null,
            ReadonlyPaths = inputs.Host.ReadonlyPaths is { Length: > 0 } readOnly ? readOnly : null,
            RootfsPropagation = MountSection.RootPropagation(inputs),
        },
    };
}
