using System.Security.Cryptography;
using System.Text;
using Berth.Kernel;

namespace Berth.Images.Tests;

/// <summary>A tree as text, one line a file with everything that a layer keeps, so that two trees can be compared.</summary>
internal static class TreeListing
{
    internal static List<string> Of(string path, bool times = true, bool fractions = true)
    {
        var lines = new List<string>();
        var inodes = new Dictionary<ulong, string>();
        using Fd root = Scratch.Open(path);
        Walk(root, "", lines, inodes, times, fractions);
        return lines;
    }

    private static void Walk(Fd directory, string prefix, List<string> lines, Dictionary<ulong, string> inodes, bool times, bool fractions)
    {
        lines.Add(Line(prefix.Length == 0 ? "." : prefix, Files.Status(directory), Attributes(Xattrs.List(directory), n => (Xattrs.TryGet(directory, n, out byte[] v), v).v), "", times, fractions));
        foreach (DirectoryEntry entry in DirectoryEntries.Read(directory).OrderBy(e => Encoding.Latin1.GetString(e.Name), StringComparer.Ordinal))
        {
            string name = prefix + "/" + Encoding.Latin1.GetString(entry.Name);
            FileStatus status = Files.Status(directory, entry.Name);
            if (status.IsDirectory)
            {
                using Fd child = Files.OpenAt(directory, entry.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
                Walk(child, name, lines, inodes, times, fractions);
                continue;
            }
            string detail = "";
            if (status.Links > 1 && !inodes.TryAdd(status.Inode, name)) detail = " = " + inodes[status.Inode];
            if (status.IsSymlink) detail += " -> " + Files.ReadLink(directory, entry.Name);
            if (status.IsRegular)
            {
                using Fd file = Files.OpenAt(directory, entry.Name, OpenFlags.ReadOnly);
                using var stream = new FileStream(file.ProcPath, FileMode.Open, FileAccess.Read);
                detail += $" {status.Size} {Convert.ToHexStringLower(SHA256.HashData(stream))[..12]}";
            }
            lines.Add(Line(name, status, Attributes(Xattrs.List(directory, entry.Name), n => (Xattrs.TryGet(directory, entry.Name, n, out byte[] v), v).v), detail, times, fractions));
        }
    }

    private static string Attributes(List<string> names, Func<string, byte[]> read) =>
        string.Concat(names.Where(n => !n.StartsWith("security.selinux", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(n => $" {n}={Convert.ToHexStringLower(read(n))}"));

    private static string Line(string name, FileStatus s, string attributes, string detail, bool times, bool fractions)
    {
        string device = s.Type is FileType.CharacterDevice or FileType.BlockDevice ? " " + s.RawDevice : "";
        string time = !times ? "" : fractions ? $" {s.Modified.Seconds}.{s.Modified.Nanoseconds:d9}" : $" {s.Modified.Seconds}";
        return $"{name} {s.Type} {Convert.ToString(s.Permissions, 8)} {s.Uid}:{s.Gid}{time}{device}{detail}{attributes}";
    }
}
