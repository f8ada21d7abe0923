using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Kernel;

/// <summary>
/// The FORWARD chain of the legacy (not nf_tables) iptables filter table, which nf_tables knows nothing of. Read by getsockopt(2), as iptables-legacy does;
/// layouts are in include/uapi/linux/netfilter_ipv4/ip_tables.h.
/// </summary>
/// <param name="DropsByPolicy">Whether packets that no rule decides are dropped.</param>
/// <param name="AcceptedInputs">Names of interfaces that some rule accepts everything from.</param>
public sealed record LegacyForwardChain(bool DropsByPolicy, IReadOnlyList<string> AcceptedInputs)
{
    private const int NameSize = 32, InfoSize = 84, EntriesHeader = 40, EntrySize = 112, TargetHeader = 32, ForwardHook = 2;
    private const int GetInfo = 64, GetEntries = 65, SolIp = 0, AfInet = 2, RawProtocol = 255;
    private const int VerdictDrop = -1, VerdictAccept = -2;
    private const int SizeLimit = 16 << 20;

    /// <summary>Null when the table is not in use in the calling thread's network namespace, or not readable (no CAP_NET_ADMIN).</summary>
    public static LegacyForwardChain? Read()
    {
        // Asking for the table would create it, with its hooks: look first.
        Errno errno = Files.TryOpen("/proc/thread-self/net/ip_tables_names", OpenFlags.ReadOnly, out Fd names);
        using (names)
        {
            if (errno != Errno.None) return null;
            Span<byte> content = stackalloc byte[512];
            if (Files.TryRead(names, content, out int count) != Errno.None) return null;
            if (!$"\n{Encoding.ASCII.GetString(content[..count])}".Contains("\nfilter\n", StringComparison.Ordinal)) return null;
        }
        using var socket = new Fd(Libc.socket(AfInet, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, RawProtocol));
        if (socket.IsInvalid) return null;
        byte[] info = new byte[InfoSize];
        if (!TryGet(socket, GetInfo, info)) return null;
        int size = MemoryMarshal.Read<int>(info.AsSpan(InfoSize - 4));
        if (size is < EntrySize or > SizeLimit) return null;
        byte[] table = new byte[EntriesHeader + size];
        MemoryMarshal.Write(table.AsSpan(NameSize), size);
        if (!TryGet(socket, GetEntries, table)) return null;
        int first = MemoryMarshal.Read<int>(info.AsSpan(NameSize + 4 + (4 * ForwardHook)));
        int policy = MemoryMarshal.Read<int>(info.AsSpan(NameSize + 24 + (4 * ForwardHook)));
        return Parse(table.AsSpan(EntriesHeader), first, policy);
    }

    internal static LegacyForwardChain? Parse(ReadOnlySpan<byte> entries, int first, int policy)
    {
        if (first < 0 || policy < first || VerdictAt(entries, policy) is not { } verdict) return null;
        var accepted = new List<string>();
        for (int offset = first; offset < policy;)
        {
            if (offset + EntrySize > entries.Length) return null;
            ReadOnlySpan<byte> entry = entries[offset..];
            string input = NameAt(entry, 16), output = NameAt(entry, 32);
            bool unconditional = MemoryMarshal.Read<ushort>(entry[88..]) == EntrySize && output.Length == 0 && entry[..16].IndexOfAnyExcept((byte)0) < 0;
            if (unconditional && input.Length > 0 && VerdictAt(entries, offset) == VerdictAccept) accepted.Add(input);
            int next = MemoryMarshal.Read<ushort>(entry[90..]);
            if (next < EntrySize) return null;
            offset += next;
        }
        return new LegacyForwardChain(verdict == VerdictDrop, accepted);
    }

    private static string NameAt(ReadOnlySpan<byte> entry, int offset)
    {
        ReadOnlySpan<byte> name = entry.Slice(offset, 16);
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    // The verdict of an entry whose target is the standard one (an empty name); null for others.
    private static int? VerdictAt(ReadOnlySpan<byte> entries, int offset)
    {
        if (offset + EntrySize > entries.Length) return null;
        int target = offset + MemoryMarshal.Read<ushort>(entries[(offset + 88)..]);
        if (target < offset || target + TargetHeader + 4 > entries.Length || entries[target + 2] != 0) return null;
        return MemoryMarshal.Read<int>(entries[(target + TargetHeader)..]);
    }

    private static unsafe bool TryGet(Fd socket, int option, byte[] buffer)
    {
        "filter"u8.CopyTo(buffer);
        uint size = (uint)buffer.Length;
        fixed (byte* data = buffer) return Libc.getsockopt(socket.Number, SolIp, option, data, &size) == 0;
    }
}
