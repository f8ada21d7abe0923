namespace Berth.Kernel.Systemd;

/// <summary>A property of a unit as systemd's D-Bus interface has it, org.freedesktop.systemd1(5).</summary>
public abstract record UnitProperty(string Name)
{
    public sealed record Text(string Name, string Value) : UnitProperty(Name);

    public sealed record Flag(string Name, bool Value) : UnitProperty(Name);

    /// <summary>Bytes, weights, microseconds; <see cref="ulong.MaxValue"/> is infinity.</summary>
    public sealed record Number(string Name, ulong Value) : UnitProperty(Name);

    public sealed record Processes(string Name, uint Pid) : UnitProperty(Name);

    /// <summary>A structure (sv).</summary>
    internal void Write(DBusWriter writer)
    {
        writer.Structure();
        writer.Text(Name);
        switch (this)
        {
            case Text text:
                writer.Signature("s");
                writer.Text(text.Value);
                break;
            case Flag flag:
                writer.Signature("b");
                writer.Boolean(flag.Value);
                break;
            case Number number:
                writer.Signature("t");
                writer.UInt64(number.Value);
                break;
            case Processes processes:
                writer.Signature("au");
                writer.Array(4, () => writer.UInt32(processes.Pid));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
