using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>
/// Writes a container's <c>config.json</c> by hand, as <see cref="CompactJson"/> explains. What create never makes is left to the serializer:
/// a specification with any of it is written there. A test holds the two against each other and counts the members.
/// </summary>
internal static class SpecWriter
{
    internal static byte[] Write(Spec spec) => IsPlain(spec) ? WritePlain(spec) : RuntimeSpec.Write(spec);

    private static bool IsPlain(Spec spec) =>
        spec is { Hooks: null, Process: { ConsoleSize: null, Scheduler: null, IoPriority: null, ExecCpuAffinity: null, SelinuxLabel: null, User: null or { AdditionalGids: null } }, Root: not null } &&
        spec.Linux is
        {
            UidMappings: null, GidMappings: null, NetDevices: null, MountLabel: null, IntelRdt: null, MemoryPolicy: null, Personality: null, TimeOffsets: null,
            Resources: null or { BlockIo: null, HugepageLimits: null, Network: null, Rdma: null, Unified: null },
        };

    private static byte[] WritePlain(Spec spec)
    {
        var json = new CompactJson(16384);
        json.BeginObject();
        json.Text("ociVersion"u8, spec.OciVersion);
        Write(json, spec.Process!);
        json.BeginObject("root"u8);
        json.Text("path"u8, spec.Root!.Path);
        json.Set("readonly"u8, spec.Root.Readonly);
        json.EndObject();
        json.Text("hostname"u8, spec.Hostname);
        json.Text("domainname"u8, spec.Domainname);
        if (spec.Mounts is not null)
        {
            json.BeginArray("mounts"u8);
            foreach (Mount mount in spec.Mounts) Write(json, mount);
            json.EndArray();
        }
        json.Map("annotations"u8, spec.Annotations);
        LinuxWriter.Write(json, spec.Linux!);
        json.EndObject();
        return json.ToArray();
    }

    private static void Write(CompactJson json, Process process)
    {
        json.BeginObject("process"u8);
        json.Set("terminal"u8, process.Terminal);
        if (process.User is { } user)
        {
            json.BeginObject("user"u8);
            json.Number("uid"u8, (long?)user.Uid);
            json.Number("gid"u8, (long?)user.Gid);
            json.Number("umask"u8, (long?)user.Umask);
            json.EndObject();
        }
        json.Texts("args"u8, process.Args);
        json.Texts("env"u8, process.Env);
        json.Text("cwd"u8, process.Cwd);
        if (process.Capabilities is { } capabilities)
        {
            json.BeginObject("capabilities"u8);
            json.Texts("bounding"u8, capabilities.Bounding);
            json.Texts("effective"u8, capabilities.Effective);
            json.Texts("inheritable"u8, capabilities.Inheritable);
            json.Texts("permitted"u8, capabilities.Permitted);
            json.Texts("ambient"u8, capabilities.Ambient);
            json.EndObject();
        }
        if (process.Rlimits is not null)
        {
            json.BeginArray("rlimits"u8);
            foreach (Rlimit limit in process.Rlimits)
            {
                json.BeginObject();
                json.Text("type"u8, limit.Type);
                json.Number("hard"u8, (ulong?)limit.Hard);
                json.Number("soft"u8, (ulong?)limit.Soft);
                json.EndObject();
            }
            json.EndArray();
        }
        json.Set("noNewPrivileges"u8, process.NoNewPrivileges);
        json.Text("apparmorProfile"u8, process.ApparmorProfile);
        json.Number("oomScoreAdj"u8, (long?)process.OomScoreAdj);
        json.EndObject();
    }

    private static void Write(CompactJson json, Mount mount)
    {
        json.BeginObject();
        json.Text("destination"u8, mount.Destination);
        json.Text("type"u8, mount.Type);
        json.Text("source"u8, mount.Source);
        json.Texts("options"u8, mount.Options);
        json.EndObject();
    }
}
