namespace Berth.Kernel.Cgroups;

/// <summary>Writes limits to a cgroup's files and collects those that could not be written.</summary>
internal sealed class LimitWriter(Func<string, CgroupDirectory?> find, Func<string, string> whyNot, CgroupDirectory? unified)
{
    internal List<CgroupWarning> Warnings { get; } = [];

    /// <summary>The field whose limits are being written, for messages.</summary>
    internal string Field { get; set; } = "";

    internal CgroupDirectory? Unified => unified;

    internal CgroupDirectory? Find(string controller) => find(controller);

    /// <summary>The directory of a controller (by version 1's name); without one, a warning that <paramref name="what"/> cannot be limited.</summary>
    internal CgroupDirectory? Need(string controller, string what)
    {
        CgroupDirectory? directory = find(controller);
        if (directory is null)
            Warn(what, whyNot(controller));
        return directory;
    }

    internal void Write(CgroupDirectory directory, string file, ReadOnlySpan<char> value)
    {
        Errno errno = Try(directory, file, value);
        if (errno != Errno.None)
            Fail(file, value, errno);
    }

    internal void Fail(string file, ReadOnlySpan<char> value, Errno errno)
    {
        string reason = errno == Errno.ENOENT ? "the kernel does not have this limit" : $"write {value}: {errno.Describe()}";
        Warnings.Add(new CgroupWarning(file, reason) { Field = Field });
    }

    /// <summary>Writes; in version 2 a file that is not there may only need its controller switched on along the path.</summary>
    internal static Errno Try(CgroupDirectory directory, string file, ReadOnlySpan<char> value)
    {
        Errno errno = directory.Write(file, value);
        if (errno != Errno.ENOENT || directory.Hierarchy.Version != 2)
            return errno;
        string mount = directory.Hierarchy.MountPoint;
        for (int slash = mount.Length; slash > 0; slash = directory.Path.IndexOf('/', slash + 1))
            directory.Prepare(directory.Path[..slash]);
        return directory.Write(file, value);
    }

    internal void Warn(string what, string reason) => Warnings.Add(new CgroupWarning(what, reason) { Field = Field });
}
