using System.Text;

namespace Berth.Kernel.Identity;

/// <summary>
/// A user as the command line, an image or an exec names it, <c>user[:group]</c>, each a name or a number, looked up in the account files
/// of a root file system. Docker's rules: a number is never looked up as a name and needs no entry; a user without a group has the groups
/// of its entry and those that list it as a member; a group that is given stands alone.
/// </summary>
public static class UserSpec
{
    private const string OutOfRange = "uids and gids must be in range 0-2147483647";

    /// <summary>Finds out who a spec means.</summary>
    /// <param name="root">The root file system's directory.</param>
    /// <param name="spec">Null or empty is user 0.</param>
    /// <param name="addedGroups">Names or numbers of further supplementary groups.</param>
    /// <param name="error">Docker's words: <c>unable to find user foo: no matching entries in passwd file</c>.</param>
    /// <exception cref="KernelException">An account file cannot be read, is no regular file or is too large.</exception>
    public static bool TryResolve(Fd root, string? spec, IReadOnlyList<string>? addedGroups, out UserIdentity identity, out string? error)
    {
        identity = new UserIdentity(0, 0, [0], "/", null);
        spec ??= "";
        int colon = spec.IndexOf(':', StringComparison.Ordinal);
        string user = colon < 0 ? spec : spec[..colon], group = colon < 0 ? "" : spec[(colon + 1)..];

        bool numericUser = AccountId.IsNumber(user, out uint? uid);
        bool numericGroup = AccountId.IsNumber(group, out uint? gid);
        if ((numericUser && uid is null) || (numericGroup && gid is null))
        {
            error = OutOfRange;
            return false;
        }
        if (user.Length == 0)
            uid = 0;

        uint primary = 0;
        string home = "/";
        string? name = null;
        if (FindUser(AccountFile.Read(root, "etc/passwd"), uid, user, out Passwd entry))
        {
            (uid, primary, home, name) = (entry.Uid, entry.Gid, entry.Home, entry.Name);
        }
        else if (uid is null)
        {
            error = $"unable to find user {user}: no matching entries in passwd file";
            return false;
        }

        // The group file is read only when something depends on it.
        byte[]? groups = (group.Length > 0 && !numericGroup) || (group.Length == 0 && name is not null) || addedGroups is { Count: > 0 }
            ? AccountFile.Read(root, "etc/group") : null;
        List<uint> additional = [];
        if (group.Length > 0)
        {
            if (gid is null && !TryFindGroup(groups, group, out gid))
            {
                error = $"unable to find group {group}: no matching entries in group file";
                return false;
            }
            primary = gid!.Value;
        }
        additional.Add(primary);
        if (group.Length == 0 && name is not null)
            AddMemberships(groups, name, additional);
        foreach (string added in addedGroups ?? [])
        {
            if (AccountId.IsNumber(added, out uint? number) && number is null)
            {
                error = OutOfRange;
                return false;
            }
            if (number is null && !TryFindGroup(groups, added, out number))
            {
                error = $"unable to find group {added}: no matching entries in group file";
                return false;
            }
            Add(additional, number!.Value);
        }
        identity = new UserIdentity(uid.Value, primary, [.. additional], home.Length == 0 ? "/" : home, name);
        error = null;
        return true;
    }

    private readonly record struct Passwd(string Name, uint Uid, uint Gid, string Home);

    // passwd(5): name:password:uid:gid:gecos:home:shell. The first match counts; lines with numbers that are none are passed over.
    private static bool FindUser(ReadOnlySpan<byte> text, uint? uid, string name, out Passwd entry)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        while (AccountFile.TryLine(ref text, out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> entryName = AccountFile.Field(ref line);
            // A NUL would end the home directory for some and not for others.
            if (entryName.IsEmpty || line.Contains((byte)0) || (uid is null && !entryName.SequenceEqual(wanted)))
                continue;
            AccountFile.Field(ref line);
            if (!AccountId.TryParse(AccountFile.Field(ref line), out uint entryUid) || !AccountId.TryParse(AccountFile.Field(ref line), out uint entryGid)
                || (uid is not null && uid != entryUid))
                continue;
            AccountFile.Field(ref line);
            entry = new Passwd(Encoding.UTF8.GetString(entryName), entryUid, entryGid, Encoding.UTF8.GetString(AccountFile.Field(ref line)));
            return true;
        }
        entry = default;
        return false;
    }

    // group(5): name:password:gid:member,member
    private static bool TryFindGroup(ReadOnlySpan<byte> text, string name, out uint? gid)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        while (AccountFile.TryLine(ref text, out ReadOnlySpan<byte> line))
        {
            if (wanted.Length == 0 || !AccountFile.Field(ref line).SequenceEqual(wanted))
                continue;
            AccountFile.Field(ref line);
            if (!AccountId.TryParse(AccountFile.Field(ref line), out uint found))
                continue;
            gid = found;
            return true;
        }
        gid = null;
        return false;
    }

    private static void AddMemberships(ReadOnlySpan<byte> text, string user, List<uint> groups)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(user);
        while (AccountFile.TryLine(ref text, out ReadOnlySpan<byte> line))
        {
            AccountFile.Field(ref line);
            AccountFile.Field(ref line);
            ReadOnlySpan<byte> number = AccountFile.Field(ref line);
            foreach (Range member in line.Split((byte)','))
            {
                if (line[member].SequenceEqual(wanted) && AccountId.TryParse(number, out uint gid))
                    Add(groups, gid);
            }
        }
    }

    // NGROUPS_MAX: the kernel takes no more.
    private static void Add(List<uint> groups, uint gid)
    {
        if (!groups.Contains(gid) && groups.Count < 65536)
            groups.Add(gid);
    }
}
