namespace Berth.Kernel.Netlink;

/// <summary>
/// nf_tables of one network namespace, that of the thread which opened the socket. Changes go through <see cref="NftTransaction"/>.
/// </summary>
public sealed class NftSocket : IDisposable
{
    private readonly NetlinkSocket socket;
    private readonly NetlinkBatch query = new(512);

    private NftSocket(NetlinkSocket socket) => this.socket = socket;

    /// <exception cref="KernelException">EPROTONOSUPPORT: no nfnetlink in this kernel.</exception>
    public static NftSocket Open() => new(NetlinkSocket.Open(NetlinkProtocol.Netfilter));

    /// <summary>Carries out a transaction: all of it, or throws and none of it.</summary>
    /// <exception cref="KernelException">EPERM without CAP_NET_ADMIN; EOPNOTSUPP where the kernel lacks nf_tables or a family; ENOENT for
    /// missing objects and for kinds of chain and expression that it lacks.</exception>
    public void Commit(NftTransaction transaction)
    {
        if (TryCommit(transaction) is { } failure) throw failure.ToException();
    }

    /// <summary>Null on success.</summary>
    public NetlinkFailure? TryCommit(NftTransaction transaction)
    {
        transaction.Finish();
        return socket.TryExecute(transaction.Messages);
    }

    /// <summary>The rule set's generation, which every change by anyone increases; 0 where nf_tables is absent.</summary>
    public uint Generation()
    {
        uint generation = 0;
        BeginQuery(Nft.GetGeneration, NftFamily.Any, "read nf_tables generation", null, Errno.EOPNOTSUPP);
        socket.Execute(query, message =>
        {
            if (message.Attributes(Nft.HeaderSize).TryGet(1, out NetlinkAttribute id)) generation = id.AsUInt32BigEndian;
        });
        return generation;
    }

    /// <summary>Null when there is no such table.</summary>
    public NftTableInfo? GetTable(NftFamily family, string table)
    {
        NftTableInfo? found = null;
        BeginQuery(Nft.GetTable, family, "look up table", table, Errno.ENOENT);
        query.String(Nft.TableName, table);
        socket.Execute(query, message => found ??= NftTableInfo.Parse(message));
        return found;
    }

    /// <summary>Whether a set or map holds a key; false too when the set does not exist.</summary>
    public bool HasElement(NftFamily family, string table, string set, ReadOnlySpan<byte> key)
    {
        bool found = false;
        BeginQuery(Nft.GetSetElement, family, "look up element of", set, Errno.ENOENT);
        query.String(Nft.ElementsTable, table);
        query.String(Nft.ElementsSet, set);
        int list = query.BeginNested(Nft.ElementsList);
        int element = query.BeginNested(Nft.ListItem);
        int data = query.BeginNested(Nft.ElementKey);
        query.Attribute(Nft.DataValue, key);
        query.EndNested(data);
        query.EndNested(element);
        query.EndNested(list);
        socket.Execute(query, _ => found = true);
        return found;
    }

    /// <summary>The chains of these names that exist, in one round trip.</summary>
    public List<NftChainInfo> GetChains(NftFamily family, string table, params ReadOnlySpan<string> names)
    {
        var chains = new List<NftChainInfo>(names.Length);
        query.Clear();
        foreach (string name in names) AddGetChain(family, table, name);
        socket.Execute(query, message => { if (NftChainInfo.Parse(message) is { } chain) chains.Add(chain); });
        return chains;
    }

    /// <summary>Null when there is no such chain.</summary>
    public NftChainInfo? GetChain(NftFamily family, string table, string chain)
    {
        List<NftChainInfo> chains = GetChains(family, table, chain);
        return chains.Count == 0 ? null : chains[0];
    }

    /// <summary>Every table of a family, or of all.</summary>
    public List<NftTableInfo> Tables(NftFamily family = NftFamily.Any)
    {
        Begin(Nft.GetTable, NetlinkFlags.Dump, family, "list tables", null, Errno.None);
        return socket.Dump(query, NftTableInfo.Parse);
    }

    /// <summary>Every chain of a family, or of all.</summary>
    public List<NftChainInfo> Chains(NftFamily family = NftFamily.Any)
    {
        Begin(Nft.GetChain, NetlinkFlags.Dump, family, "list chains", null, Errno.None);
        return socket.Dump(query, NftChainInfo.Parse);
    }

    /// <summary>The rules of a table, or of one chain; none when it does not exist.</summary>
    public List<NftRuleInfo> Rules(NftFamily family, string table, string? chain = null)
    {
        Begin(Nft.GetRule, NetlinkFlags.Dump, family, "list rules of", table, Errno.ENOENT);
        query.String(Nft.RuleTable, table);
        if (chain is not null) query.String(Nft.RuleChain, chain);
        return socket.Dump(query, NftRuleInfo.Parse);
    }

    /// <summary>The keys in a set or map; none when it does not exist.</summary>
    public List<byte[]> Elements(NftFamily family, string table, string set)
    {
        var keys = new List<byte[]>();
        Begin(Nft.GetSetElement, NetlinkFlags.Dump, family, "list elements of", set, Errno.ENOENT);
        query.String(Nft.ElementsTable, table);
        query.String(Nft.ElementsSet, set);
        socket.Dump(query, message =>
        {
            CollectKeys(message, keys);
            return (object?)null;
        });
        return keys;
    }

    public void Dispose() => socket.Dispose();

    private static void CollectKeys(NetlinkMessage message, List<byte[]> keys)
    {
        if (!message.Attributes(Nft.HeaderSize).TryGet(Nft.ElementsList, out NetlinkAttribute list)) return;
        foreach (NetlinkAttribute element in list.Nested)
        {
            if (element.Nested.TryGet(Nft.ElementKey, out NetlinkAttribute key) && key.Nested.TryGet(Nft.DataValue, out NetlinkAttribute value))
                keys.Add(value.Value.ToArray());
        }
    }

    private void AddGetChain(NftFamily family, string table, string chain)
    {
        query.BeginQuery(Nft.GetChain, "look up chain", chain, Errno.ENOENT);
        query.Reserve(Nft.HeaderSize)[0] = (byte)family;
        query.String(Nft.ChainTable, table);
        query.String(Nft.ChainName, chain);
    }

    private void BeginQuery(ushort type, NftFamily family, string operation, string? subject, Errno tolerated)
    {
        query.Clear();
        query.BeginQuery(type, operation, subject, tolerated);
        query.Reserve(Nft.HeaderSize)[0] = (byte)family;
    }

    private void Begin(ushort type, NetlinkFlags flags, NftFamily family, string operation, string? subject, Errno tolerated)
    {
        query.Clear();
        query.Begin(type, flags, operation, subject, tolerated);
        query.Reserve(Nft.HeaderSize)[0] = (byte)family;
    }
}
