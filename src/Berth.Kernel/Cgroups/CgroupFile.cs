using System.Text;

namespace Berth.Kernel.Cgroups;

/// <summary>A cgroup's file for several writes, opened with the first.</summary>
internal sealed class CgroupFile(CgroupDirectory directory, string name) : IDisposable
{
    private Fd? _file;

    internal string Name => name;

    internal Errno Write(string value)
    {
        if (_file is null)
        {
            Errno opened = Files.TryOpen($"{directory.Path}/{name}", OpenFlags.WriteOnly, out Fd file);
            if (opened != Errno.None)
                return opened;
            _file = file;
        }
        // The position in a cgroup file means nothing: each write is a value of its own.
        return Files.TryWrite(_file, Encoding.UTF8.GetBytes(value));
    }

    public void Dispose() => _file?.Dispose();
}
