using System.Text;

namespace Berth.Kernel.Netlink;

/// <summary>
/// Changes to nf_tables that happen together or not at all. Nothing is an error for existing already: tables, chains, sets and elements
/// are added as <c>nft add</c> does, so the same transaction may be sent again. https://wiki.nftables.org, nf_tables.h.
/// </summary>
public sealed class NftTransaction
{
    private const NetlinkFlags Add = NetlinkFlags.Create | NetlinkFlags.Ack;
    private uint setId;

    public NftTransaction() => BeginBatch(Nft.BatchBegin, "begin nf_tables transaction");

    /// <summary>The messages written so far, for tests and <see cref="NftSocket"/>.</summary>
    public NetlinkBatch Messages { get; } = new(4096);

    /// <param name="comment">Kept when the table is made; one that exists already keeps its own.</param>
    public NftTransaction AddTable(NftFamily family, string table, string? comment = null)
    {
        Begin(Nft.NewTable, Add, family, "add table", table);
        Messages.String(Nft.TableName, table);
        Messages.UInt32BigEndian(Nft.TableFlags, 0);
        if (comment is not null) WriteComment(Nft.TableUserData, comment);
        return this;
    }

    /// <summary>Removes a table with all that is in it; one that is absent makes the transaction fail with ENOENT.</summary>
    public NftTransaction DeleteTable(NftFamily family, string table)
    {
        Begin(Nft.DelTable, NetlinkFlags.Ack, family, "delete table", table);
        Messages.String(Nft.TableName, table);
        return this;
    }

    /// <summary>A chain that others jump to.</summary>
    public NftTransaction AddChain(NftFamily family, string table, string chain)
    {
        BeginChain(family, table, chain);
        return this;
    }

    /// <summary>A base chain, called by the kernel at a hook.</summary>
    /// <param name="type"><c>filter</c>, <c>nat</c> or <c>route</c>.</param>
    /// <param name="policy">Accept or drop, for packets that no rule decided.</param>
    public NftTransaction AddBaseChain(NftFamily family, string table, string chain, string type, NftHook hook, int priority,
        NftVerdict policy = NftVerdict.Accept)
    {
        BeginChain(family, table, chain);
        Messages.String(Nft.ChainType, type);
        Messages.UInt32BigEndian(Nft.ChainPolicy, (uint)policy);
        int nested = Messages.BeginNested(Nft.ChainHook);
        Messages.UInt32BigEndian(Nft.HookNumber, (uint)hook);
        Messages.UInt32BigEndian(Nft.HookPriority, (uint)priority);
        Messages.EndNested(nested);
        return this;
    }

    /// <summary>Removes the rules of a chain.</summary>
    public NftTransaction FlushChain(NftFamily family, string table, string chain)
    {
        Begin(Nft.DelRule, NetlinkFlags.Ack, family, "flush chain", $"{table} {chain}");
        Messages.String(Nft.RuleTable, table);
        Messages.String(Nft.RuleChain, chain);
        return this;
    }

    public NftTransaction DeleteRule(NftFamily family, string table, string chain, ulong handle)
    {
        Begin(Nft.DelRule, NetlinkFlags.Ack, family, "delete rule of chain", $"{table} {chain}");
        Messages.String(Nft.RuleTable, table);
        Messages.String(Nft.RuleChain, chain);
        Messages.UInt64BigEndian(Nft.RuleHandle, handle);
        return this;
    }

    /// <summary>A rule at the end of a chain, or at its head.</summary>
    /// <param name="comment">Shown by <c>nft list</c>, and how a program knows its own rules again; up to 128 bytes.</param>
    public NftTransaction AddRule(NftFamily family, string table, string chain, Action<NftRule> expressions, string? comment = null, bool atHead = false)
    {
        Begin(Nft.NewRule, atHead ? Add : Add | NetlinkFlags.Append, family, "add rule to chain", $"{table} {chain}");
        Messages.String(Nft.RuleTable, table);
        Messages.String(Nft.RuleChain, chain);
        int list = Messages.BeginNested(Nft.RuleExpressions);
        expressions(new NftRule(Messages));
        Messages.EndNested(list);
        if (comment is not null) WriteComment(Nft.RuleUserData, comment);
        return this;
    }

    /// <summary>A set of single values.</summary>
    public NftTransaction AddSet(NftFamily family, string table, string set, NftDataType key)
    {
        BeginSet(family, table, set, 0, key);
        return this;
    }

    /// <summary>A set of ranges. Its elements are added by <see cref="AddRange"/>.</summary>
    public NftTransaction AddIntervalSet(NftFamily family, string table, string set, NftDataType key)
    {
        BeginSet(family, table, set, Nft.SetFlagInterval, key);
        return this;
    }

    /// <summary>A map from keys to values.</summary>
    public NftTransaction AddMap(NftFamily family, string table, string map, NftDataType key, NftDataType value)
    {
        BeginSet(family, table, map, Nft.SetFlagMap, key);
        Messages.UInt32BigEndian(Nft.SetDataType, value.Number);
        Messages.UInt32BigEndian(Nft.SetDataLength, (uint)value.Size);
        return this;
    }

    /// <summary>An element of a set, or of a map when there is a value.</summary>
    public NftTransaction AddElement(NftFamily family, string table, string set, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value = default)
    {
        int list = BeginElements(Nft.NewSetElement, Add, "add element to set", family, table, set);
        WriteElement(key, value, 0);
        Messages.EndNested(list);
        return this;
    }

    /// <summary>ENOENT when it is not in the set.</summary>
    public NftTransaction DeleteElement(NftFamily family, string table, string set, ReadOnlySpan<byte> key)
    {
        int list = BeginElements(Nft.DelSetElement, NetlinkFlags.Ack, "delete element of set", family, table, set);
        WriteElement(key, default, 0);
        Messages.EndNested(list);
        return this;
    }

    /// <summary>The range from <paramref name="first"/> up to but without <paramref name="end"/> in an interval set.</summary>
    public NftTransaction AddRange(NftFamily family, string table, string set, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        int list = BeginElements(Nft.NewSetElement, Add, "add range to set", family, table, set);
        WriteElement(first, default, 0);
        WriteElement(end, default, Nft.ElementIntervalEnd);
        Messages.EndNested(list);
        return this;
    }

    /// <summary>Closes the transaction. Called by the socket.</summary>
    internal void Finish() => BeginBatch(Nft.BatchEnd, "commit nf_tables transaction");

    private void BeginChain(NftFamily family, string table, string chain)
    {
        Begin(Nft.NewChain, Add, family, "add chain", $"{table} {chain}");
        Messages.String(Nft.ChainTable, table);
        Messages.String(Nft.ChainName, chain);
    }

    private void BeginSet(NftFamily family, string table, string set, uint flags, NftDataType key)
    {
        Begin(Nft.NewSet, Add, family, "add set", $"{table} {set}");
        Messages.String(Nft.SetTable, table);
        Messages.String(Nft.SetName, set);
        Messages.UInt32BigEndian(Nft.SetFlags, flags);
        Messages.UInt32BigEndian(Nft.SetKeyType, key.Number);
        Messages.UInt32BigEndian(Nft.SetKeyLength, (uint)key.Size);
        Messages.UInt32BigEndian(Nft.SetId, ++setId);
        Messages.Attribute(Nft.SetUserData, [0, 4, key.IsHostEndian ? (byte)1 : (byte)2, 0, 0, 0]);
    }

    private int BeginElements(ushort type, NetlinkFlags flags, string operation, NftFamily family, string table, string set)
    {
        Begin(type, flags, family, operation, $"{table} {set}");
        Messages.String(Nft.ElementsTable, table);
        Messages.String(Nft.ElementsSet, set);
        return Messages.BeginNested(Nft.ElementsList);
    }

    private void WriteElement(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, uint flags)
    {
        int element = Messages.BeginNested(Nft.ListItem);
        if (flags != 0) Messages.UInt32BigEndian(Nft.ElementFlags, flags);
        WriteData(Nft.ElementKey, key);
        if (!value.IsEmpty) WriteData(Nft.ElementData, value);
        Messages.EndNested(element);
    }

    private void WriteData(ushort type, ReadOnlySpan<byte> value)
    {
        int data = Messages.BeginNested(type);
        Messages.Attribute(Nft.DataValue, value);
        Messages.EndNested(data);
    }

    // nft keeps comments as type, length, NUL-terminated text.
    private void WriteComment(ushort type, string comment)
    {
        int size = Encoding.UTF8.GetByteCount(comment) + 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 129, nameof(comment));
        Span<byte> data = Messages.ReserveAttribute(type, size + 2);
        data[0] = (byte)Nft.CommentUserData;
        data[1] = (byte)size;
        Encoding.UTF8.GetBytes(comment, data[2..]);
    }

    private void Begin(ushort type, NetlinkFlags flags, NftFamily family, string operation, string subject)
    {
        Messages.Begin(type, flags, operation, subject);
        Messages.Reserve(Nft.HeaderSize)[0] = (byte)family;
    }

    private void BeginBatch(ushort type, string operation)
    {
        Messages.Begin(type, NetlinkFlags.None, operation);
        Messages.Reserve(Nft.HeaderSize)[3] = Nft.SubsystemId;
    }
}
