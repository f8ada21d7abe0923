namespace Berth.Kernel.Netlink;

/// <summary>Numbers of include/uapi/linux/netfilter/nf_tables.h and nfnetlink.h.</summary>
internal static class Nft
{
    internal const ushort BatchBegin = 16, BatchEnd = 17;
    internal const ushort NewTable = 0xa00, GetTable = 0xa01, DelTable = 0xa02, NewChain = 0xa03, GetChain = 0xa04, DelChain = 0xa05,
        NewRule = 0xa06, GetRule = 0xa07, DelRule = 0xa08, NewSet = 0xa09, GetSet = 0xa0a, DelSet = 0xa0b,
        NewSetElement = 0xa0c, GetSetElement = 0xa0d, DelSetElement = 0xa0e, GetGeneration = 0xa10;

    internal const int HeaderSize = 4;
    internal const byte SubsystemId = 10;
    internal const ushort ListItem = 1;

    internal const ushort TableName = 1, TableFlags = 2, TableUse = 3, TableUserData = 6;

    internal const ushort ChainTable = 1, ChainHandle = 2, ChainName = 3, ChainHook = 4, ChainPolicy = 5, ChainUse = 6, ChainType = 7;
    internal const ushort HookNumber = 1, HookPriority = 2;

    internal const ushort RuleTable = 1, RuleChain = 2, RuleHandle = 3, RuleExpressions = 4, RuleUserData = 7;

    internal const ushort SetTable = 1, SetName = 2, SetFlags = 3, SetKeyType = 4, SetKeyLength = 5, SetDataType = 6, SetDataLength = 7, SetId = 10,
        SetUserData = 13;
    internal const uint SetFlagInterval = 4, SetFlagMap = 8;

    internal const ushort ElementsTable = 1, ElementsSet = 2, ElementsList = 3;
    internal const ushort ElementKey = 1, ElementData = 2, ElementFlags = 3;
    internal const uint ElementIntervalEnd = 1;

    internal const ushort DataValue = 1, DataVerdict = 2, VerdictCode = 1, VerdictChain = 2;

    internal const ushort ExpressionName = 1, ExpressionData = 2;
    internal const ushort CommentUserData = 0;
}
