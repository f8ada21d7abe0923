namespace Berth.Kernel.Security;

public enum DeviceKind
{
    All,
    Block,
    Character,
}

/// <summary>What may be done with a device; the bits are the kernel's (BPF_DEVCG_ACC_*).</summary>
[Flags]
public enum DeviceAccess
{
    None = 0,
    MakeNode = 1,
    Read = 2,
    Write = 4,
    All = 7,
}

/// <summary>A rule of the device controller. Null numbers are every number.</summary>
public readonly record struct DeviceAccessRule(bool Allow, DeviceKind Kind, long? Major, long? Minor, DeviceAccess Access)
{
    /// <summary>Every device in every way.</summary>
    public bool IsEverything => Kind == DeviceKind.All && Major is null && Minor is null && Access == DeviceAccess.All;

    /// <summary>The line for devices.allow or devices.deny: <c>c 1:3 rwm</c>.</summary>
    public string ToLine(DeviceKind kind) =>
        $"{(kind switch { DeviceKind.Block => 'b', DeviceKind.Character => 'c', _ => 'a' })} {Number(Major)}:{Number(Minor)} " +
        $"{(Access.HasFlag(DeviceAccess.Read) ? "r" : "")}{(Access.HasFlag(DeviceAccess.Write) ? "w" : "")}{(Access.HasFlag(DeviceAccess.MakeNode) ? "m" : "")}";

    private static string Number(long? number) => number is null or < 0 ? "*" : number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
