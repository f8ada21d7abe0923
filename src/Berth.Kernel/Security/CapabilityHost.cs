using System.Buffers.Binary;

namespace Berth.Kernel.Security;

/// <summary>The capabilities of a thread, capget(2).</summary>
public readonly record struct ThreadCapabilities(CapabilitySet Effective, CapabilitySet Permitted, CapabilitySet Inheritable)
{
    /// <summary>The size of capset(2)'s data, version 3.</summary>
    public const int DataSize = 24;

    /// <summary>The size of capset(2)'s header.</summary>
    public const int HeaderSize = 8;

    /// <summary>Writes struct __user_cap_header_struct for the calling thread: u32 version, s32 pid 0.</summary>
    public static void WriteHeader(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x20080522);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], 0);
    }

    /// <summary>Writes two struct __user_cap_data_struct: u32 effective, permitted, inheritable, of the low halves and of the high ones.</summary>
    public void WriteData(Span<byte> data)
    {
        for (int half = 0; half < 2; half++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data[(half * 12)..], (uint)(Effective.Bits >> half * 32));
            BinaryPrimitives.WriteUInt32LittleEndian(data[(half * 12 + 4)..], (uint)(Permitted.Bits >> half * 32));
            BinaryPrimitives.WriteUInt32LittleEndian(data[(half * 12 + 8)..], (uint)(Inheritable.Bits >> half * 32));
        }
    }

    internal static ThreadCapabilities ReadData(ReadOnlySpan<byte> data)
    {
        ulong Word(ReadOnlySpan<byte> from, int at) =>
            BinaryPrimitives.ReadUInt32LittleEndian(from[at..]) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(from[(at + 12)..]) << 32;
        return new ThreadCapabilities(new CapabilitySet(Word(data, 0)), new CapabilitySet(Word(data, 4)), new CapabilitySet(Word(data, 8)));
    }
}

/// <summary>The capabilities of this machine and thread.</summary>
public static class CapabilityHost
{
    private static int s_last = -1;

    /// <summary>The highest number that the kernel knows.</summary>
    public static int Last
    {
        get
        {
            if (s_last < 0)
                s_last = Find();
            return s_last;
        }
    }

    /// <summary>The calling thread's sets.</summary>
    /// <exception cref="KernelException">capget(2) failed.</exception>
    public static unsafe ThreadCapabilities Current()
    {
        Span<byte> header = stackalloc byte[ThreadCapabilities.HeaderSize], data = stackalloc byte[ThreadCapabilities.DataSize];
        ThreadCapabilities.WriteHeader(header);
        fixed (byte* h = header, d = data)
            Libc.Check(Libc.capget(h, d), "read the capabilities");
        return ThreadCapabilities.ReadData(data);
    }

    /// <summary>The calling thread's bounding set.</summary>
    public static CapabilitySet Bounding()
    {
        const int capbsetRead = 23;
        CapabilitySet set = default;
        for (int i = 0; i <= Last; i++)
        {
            if (Libc.prctl(capbsetRead, i, 0, 0, 0) == 1)
                set = set.With((Capability)i);
        }
        return set;
    }

    // prctl refuses numbers beyond the last one: no file has to be read, so that it works without /proc.
    private static int Find()
    {
        const int capbsetRead = 23;
        int last = 36;
        while (last < 63 && Libc.prctl(capbsetRead, last + 1, 0, 0, 0) >= 0)
            last++;
        return last;
    }
}
