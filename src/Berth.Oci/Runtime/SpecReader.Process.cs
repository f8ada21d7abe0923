namespace Berth.Oci.Runtime;

internal static partial class SpecReader
{
    internal static Process ReadProcess(JsonObjectReader o) => new()
    {
        Terminal = o.Flag("terminal"u8) ?? false,
        ConsoleSize = o.Object("consoleSize"u8, ReadConsoleSize),
        User = o.Object("user"u8, ReadUser),
        Args = o.Texts("args"u8),
        Env = o.Texts("env"u8),
        Cwd = o.Text("cwd"u8),
        Capabilities = o.Object("capabilities"u8, ReadCapabilities),
        Rlimits = o.List("rlimits"u8, ReadRlimit),
        NoNewPrivileges = o.Flag("noNewPrivileges"u8) ?? false,
        ApparmorProfile = o.OptionalText("apparmorProfile"u8),
        OomScoreAdj = o.Int("oomScoreAdj"u8),
        Scheduler = o.Object("scheduler"u8, ReadScheduler),
        SelinuxLabel = o.OptionalText("selinuxLabel"u8),
        IoPriority = o.Object("ioPriority"u8, ReadIoPriority),
        ExecCpuAffinity = o.Object("execCPUAffinity"u8, ReadCpuAffinity),
    };

    internal static ConsoleSize ReadConsoleSize(JsonObjectReader o) => new()
    {
        Height = o.UInt("height"u8) ?? o.Missing<uint>("height"u8),
        Width = o.UInt("width"u8) ?? o.Missing<uint>("width"u8),
    };

    internal static User ReadUser(JsonObjectReader o) => new()
    {
        Uid = o.UInt("uid"u8) ?? 0,
        Gid = o.UInt("gid"u8) ?? 0,
        Umask = o.UInt("umask"u8),
        AdditionalGids = o.UInts("additionalGids"u8),
    };

    internal static Capabilities ReadCapabilities(JsonObjectReader o) => new()
    {
        Bounding = o.Texts("bounding"u8),
        Effective = o.Texts("effective"u8),
        Inheritable = o.Texts("inheritable"u8),
        Permitted = o.Texts("permitted"u8),
        Ambient = o.Texts("ambient"u8),
    };

    internal static Rlimit ReadRlimit(JsonObjectReader o) => new()
    {
        Type = o.Text("type"u8),
        Hard = o.ULong("hard"u8) ?? o.Missing<ulong>("hard"u8),
        Soft = o.ULong("soft"u8) ?? o.Missing<ulong>("soft"u8),
    };

    internal static Scheduler ReadScheduler(JsonObjectReader o) => new()
    {
        Policy = o.Text("policy"u8),
        Nice = o.Int("nice"u8),
        Priority = o.Int("priority"u8),
        Flags = o.Texts("flags"u8),
        Runtime = o.ULong("runtime"u8),
        Deadline = o.ULong("deadline"u8),
        Period = o.ULong("period"u8),
    };

    internal static IoPriority ReadIoPriority(JsonObjectReader o) => new()
    {
        Class = o.Text("class"u8),
        Priority = o.Int("priority"u8) ?? 0,
    };

    internal static CpuAffinity ReadCpuAffinity(JsonObjectReader o) => new()
    {
        Initial = o.OptionalText("initial"u8),
        Final = o.OptionalText("final"u8),
    };
}
