using System.Buffers;
using System.Text.Json;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>What this runtime can do, for <c>features</c>: OCI runtime-spec, features.md. It says nothing of the host.</summary>
public static class RuntimeFeatures
{
    private static readonly string[] Hooks = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    private static readonly string[] MountOptions =
    [
        "async", "atime", "bind", "defaults", "dev", "diratime", "dirsync", "exec", "idmap", "iversion", "lazytime", "loud", "mand", "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nolazytime", "nomand",
        "norelatime", "nostrictatime", "nosuid", "nosymfollow", "private", "ratime", "rbind", "rdev", "rdiratime", "relatime", "rexec", "ridmap", "rnoatime",
        "rnodev", "rnodiratime", "rnoexec", "rnorelatime", "rnostrictatime", "rnosuid", "rnosymfollow", "ro", "rprivate", "rrelatime", "rro", "rrw",
        "remount", "rshared", "rslave", "rstrictatime", "rsuid", "rsymfollow", "runbindable", "rw", "shared", "silent", "slave", "strictatime", "suid", "symfollow",
        "sync", "tmpcopyup", "unbindable",
    ];

    private static readonly string[] Namespaces = ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"];

    private static readonly string[] Actions =
    [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY",
        "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
    ];

    private static readonly string[] Operators =
        ["SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE"];

    private static readonly string[] Architectures = ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM", "SCMP_ARCH_X32", "SCMP_ARCH_X86", "SCMP_ARCH_X86_64"];

    private static readonly string[] FilterFlags =
        ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"];

    private static readonly string[] MemoryModes =
        ["MPOL_BIND", "MPOL_DEFAULT", "MPOL_INTERLEAVE", "MPOL_LOCAL", "MPOL_PREFERRED", "MPOL_PREFERRED_MANY", "MPOL_WEIGHTED_INTERLEAVE"];

    private static readonly string[] MemoryFlags = ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"];

    /// <param name="version">Of this program.</param>
    public static byte[] Write(string version, string commit)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var w = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            w.WriteStartObject();
            w.WriteString("ociVersionMin", "1.0.0");
            w.WriteString("ociVersionMax", RuntimeSpec.Version);
            Texts(w, "hooks", Hooks);
            Texts(w, "mountOptions", MountOptions);
            w.WriteStartObject("linux");
            Texts(w, "namespaces", Namespaces);
            Texts(w, "capabilities", [.. Enumerable.Range(0, CapabilityNames.Count).Select(bit => ((Capability)bit).Name())]);
            Flags(w, "cgroup", ("v1", true), ("v2", true), ("systemd", true), ("systemdUser", false), ("rdma", true));
            w.WriteStartObject("seccomp");
            w.WriteBoolean("enabled", true);
            Texts(w, "actions", Actions);
            Texts(w, "operators", Operators);
            Texts(w, "archs", Architectures);
            Texts(w, "knownFlags", FilterFlags);
            Texts(w, "supportedFlags", FilterFlags);
            w.WriteEndObject();
            Flags(w, "apparmor", ("enabled", true));
            Flags(w, "selinux", ("enabled", true));
            Flags(w, "intelRdt", ("enabled", false));
            w.WriteStartObject("memoryPolicy");
            Texts(w, "modes", MemoryModes);
            Texts(w, "flags", MemoryFlags);
            w.WriteEndObject();
            Flags(w, "netDevices", ("enabled", true));
            w.WriteStartObject("mountExtensions");
            Flags(w, "idmap", ("enabled", true));
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteStartObject("annotations");
            w.WriteString("dev.berth.version", version);
            w.WriteString("dev.berth.commit", commit);
            w.WriteEndObject();
            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Texts(Utf8JsonWriter w, string name, string[] values)
    {
        w.WriteStartArray(name);
        foreach (string value in values)
        {
            w.WriteStringValue(value);
        }

        w.WriteEndArray();
    }

    private static void Flags(Utf8JsonWriter w, string name, params ReadOnlySpan<(string Name, bool Value)> flags)
    {
        w.WriteStartObject(name);
        foreach ((string flag, bool value) in flags)
        {
            w.WriteBoolean(flag, value);
        }

        w.WriteEndObject();
    }
}
