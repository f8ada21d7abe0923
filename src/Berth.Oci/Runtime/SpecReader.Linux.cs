namespace Berth.Oci.Runtime;

internal static partial class SpecReader
{
    internal static LinuxSection ReadLinuxSection(JsonObjectReader o) => new()
    {
        UidMappings = o.List("uidMappings"u8, ReadIdMapping),
        GidMappings = o.List("gidMappings"u8, ReadIdMapping),
        Sysctl = o.TextMap("sysctl"u8),
        Resources = o.Object("resources"u8, ReadResources),
        CgroupsPath = o.OptionalText("cgroupsPath"u8),
        Namespaces = o.List("namespaces"u8, ReadNamespace),
        Devices = o.List("devices"u8, ReadDevice),
        NetDevices = o.Map("netDevices"u8, ReadNetDevice),
        Seccomp = o.Object("seccomp"u8, ReadSeccomp),
        RootfsPropagation = o.OptionalText("rootfsPropagation"u8),
        MaskedPaths = o.Texts("maskedPaths"u8),
        ReadonlyPaths = o.Texts("readonlyPaths"u8),
        MountLabel = o.OptionalText("mountLabel"u8),
        IntelRdt = o.Object("intelRdt"u8, ReadIntelRdt),
        MemoryPolicy = o.Object("memoryPolicy"u8, ReadMemoryPolicy),
        Personality = o.Object("personality"u8, ReadPersonality),
        TimeOffsets = o.Map("timeOffsets"u8, ReadTimeOffset),
    };

    internal static Namespace ReadNamespace(JsonObjectReader o) => new()
    {
        Type = o.Text("type"u8),
        Path = o.OptionalText("path"u8),
    };

    internal static Device ReadDevice(JsonObjectReader o) => new()
    {
        Path = o.Text("path"u8),
        Type = o.Text("type"u8),
        Major = o.Long("major"u8) ?? 0,
        Minor = o.Long("minor"u8) ?? 0,
        FileMode = o.UInt("fileMode"u8),
        Uid = o.UInt("uid"u8),
        Gid = o.UInt("gid"u8),
    };

    internal static NetDevice ReadNetDevice(JsonObjectReader o) => new()
    {
        Name = o.OptionalText("name"u8),
    };

    internal static IntelRdt ReadIntelRdt(JsonObjectReader o) => new()
    {
        ClosId = o.OptionalText("closID"u8),
        Schemata = o.Texts("schemata"u8),
        L3CacheSchema = o.OptionalText("l3CacheSchema"u8),
        MemBwSchema = o.OptionalText("memBwSchema"u8),
        EnableMonitoring = o.Flag("enableMonitoring"u8) ?? false,
    };

    internal static MemoryPolicy ReadMemoryPolicy(JsonObjectReader o) => new()
    {
        Mode = o.Text("mode"u8),
        Nodes = o.OptionalText("nodes"u8),
        Flags = o.Texts("flags"u8),
    };

    internal static Personality ReadPersonality(JsonObjectReader o) => new()
    {
        Domain = o.Text("domain"u8),
        Flags = o.Texts("flags"u8),
    };

    internal static TimeOffset ReadTimeOffset(JsonObjectReader o) => new()
    {
        Secs = o.Long("secs"u8),
        Nanosecs = o.UInt("nanosecs"u8),
    };
}
