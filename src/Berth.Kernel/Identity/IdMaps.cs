using System.Text;
using Berth.Kernel.Processes;

namespace Berth.Kernel.Identity;

/// <summary>A range of ids of a user namespace and what it is outside, one line of a map file.</summary>
public readonly record struct IdRange(uint Inside, uint Outside, uint Size);

/// <summary>The id maps of another process's user namespace, user_namespaces(7). Each can be written once.</summary>
public static class IdMaps
{
    /// <summary>
    /// Writes both maps. What the caller may not write itself, <c>newuidmap</c> and <c>newgidmap</c> do within the ranges that
    /// /etc/subuid and /etc/subgid give to its user.
    /// </summary>
    /// <exception cref="KernelException">They were refused.</exception>
    public static void Write(int pid, IReadOnlyList<IdRange> uids, IReadOnlyList<IdRange> gids)
    {
        if (!TryWrite(pid, "uid_map", uids, out Errno errno))
        {
            Delegate("newuidmap", pid, uids, errno);
        }

        if (TryWrite(pid, "gid_map", gids, out errno))
        {
            return;
        }

        // One id of one's own may be mapped without help, once the namespace has given up setgroups.
        if (gids is [{ Size: 1 } own] && own.Outside == Files.EffectiveGroup && TryWriteFile(pid, "setgroups", "deny", out errno) && TryWrite(pid, "gid_map", gids, out errno))
        {
            return;
        }

        Delegate("newgidmap", pid, gids, errno);
    }

    /// <summary>Whether this process is in the host's own user namespace, where every id is itself.</summary>
    public static bool IsInitial()
    {
        string[] fields = Encoding.ASCII.GetString(Files.ReadAllBytes(null, "/proc/self/uid_map", 4096) ?? []).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields is ["0", "0", "4294967295"];
    }

    private static bool TryWrite(int pid, string file, IReadOnlyList<IdRange> ranges, out Errno errno) =>
        TryWriteFile(pid, file, string.Concat(ranges.Select(r => $"{r.Inside} {r.Outside} {r.Size}\n")), out errno);

    private static bool TryWriteFile(int pid, string file, string text, out Errno errno)
    {
        errno = Files.TryOpen($"/proc/{pid}/{file}", OpenFlags.WriteOnly, out Fd fd);
        using (fd)
        {
            errno = errno == Errno.None ? Files.TryWrite(fd, Encoding.ASCII.GetBytes(text)) : errno;
            return errno == Errno.None;
        }
    }

    private static void Delegate(string program, int pid, IReadOnlyList<IdRange> ranges, Errno refused)
    {
        string? path = Array.Find(["/usr/bin/" + program, "/bin/" + program, "/usr/local/bin/" + program], File.Exists);
        string map = program == "newuidmap" ? "uid_map" : "gid_map";
        if (path is null || refused is not (Errno.EPERM or Errno.EACCES))
        {
            throw new KernelException("write", path is null ? $"the {map} of the user namespace, and there is no {program} to do it (package uidmap)" : $"the {map} of the user namespace", refused);
        }

        List<string> arguments = [program, pid.ToString()];
        foreach (IdRange range in ranges)
        {
            arguments.AddRange([range.Inside.ToString(), range.Outside.ToString(), range.Size.ToString()]);
        }

        int helper = ProcessSpawn.Start(path, arguments, [], [], newSession: false);
        using Fd process = ChildProcesses.TryOpen(helper) ?? throw new KernelException("start", program, Errno.ESRCH);
        if (ChildProcesses.Reap(process) is not { Code: 0, Signal: 0 })
        {
            throw new KernelException($"{program} refused to write", $"the {map} of the user namespace: see /etc/sub{program[3..6]}", Errno.EPERM);
        }
    }
}
