namespace Berth.Oci.Runtime;

internal static partial class SpecReader
{
    internal static Seccomp ReadSeccomp(JsonObjectReader o) => new()
    {
        DefaultAction = o.Text("defaultAction"u8),
        DefaultErrnoRet = o.UInt("defaultErrnoRet"u8),
        Architectures = o.Texts("architectures"u8),
        Flags = o.Texts("flags"u8),
        ListenerPath = o.OptionalText("listenerPath"u8),
        ListenerMetadata = o.OptionalText("listenerMetadata"u8),
        Syscalls = o.List("syscalls"u8, ReadSeccompRule),
    };

    internal static SeccompRule ReadSeccompRule(JsonObjectReader o) => new()
    {
        Names = o.Texts("names"u8) ?? o.Missing<string[]>("names"u8),
        Action = o.Text("action"u8),
        ErrnoRet = o.UInt("errnoRet"u8),
        Args = o.List("args"u8, ReadSeccompArgument),
    };

    internal static SeccompArgument ReadSeccompArgument(JsonObjectReader o) => new()
    {
        Index = o.UInt("index"u8) ?? o.Missing<uint>("index"u8),
        Value = o.ULong("value"u8) ?? o.Missing<ulong>("value"u8),
        ValueTwo = o.ULong("valueTwo"u8),
        Op = o.Text("op"u8),
    };

    internal static SeccompProfile ReadSeccompProfile(JsonObjectReader o) => new()
    {
        DefaultAction = o.Text("defaultAction"u8),
        DefaultErrnoRet = o.UInt("defaultErrnoRet"u8),
        Architectures = o.Texts("architectures"u8),
        ArchMap = o.List("archMap"u8, ReadSeccompArchitectureMap),
        Flags = o.Texts("flags"u8),
        ListenerPath = o.OptionalText("listenerPath"u8),
        ListenerMetadata = o.OptionalText("listenerMetadata"u8),
        Syscalls = o.List("syscalls"u8, ReadSeccompProfileRule),
    };

    internal static SeccompArchitectureMap ReadSeccompArchitectureMap(JsonObjectReader o) => new()
    {
        Architecture = o.Text("architecture"u8),
        SubArchitectures = o.Texts("subArchitectures"u8),
    };

    internal static SeccompProfileRule ReadSeccompProfileRule(JsonObjectReader o) => new()
    {
        Name = o.OptionalText("name"u8),
        Names = o.Texts("names"u8),
        Action = o.Text("action"u8),
        ErrnoRet = o.UInt("errnoRet"u8),
        Args = o.List("args"u8, ReadSeccompArgument),
        Comment = o.OptionalText("comment"u8),
        Includes = o.Object("includes"u8, ReadSeccompProfileFilter),
        Excludes = o.Object("excludes"u8, ReadSeccompProfileFilter),
    };

    internal static SeccompProfileFilter ReadSeccompProfileFilter(JsonObjectReader o) => new()
    {
        Caps = o.Texts("caps"u8),
        Arches = o.Texts("arches"u8),
        MinKernel = o.OptionalText("minKernel"u8),
    };
}
