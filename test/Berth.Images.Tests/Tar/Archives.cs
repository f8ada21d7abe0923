using System.Text;
using Berth.Kernel;

namespace Berth.Images.Tests;

/// <summary>Archives made member by member, with names that no tar program would write.</summary>
internal sealed class Archives
{
    private readonly MemoryStream stream = new();
    private readonly TarWriter writer;

    internal Archives() => writer = new TarWriter(stream);

    internal Archives File(string name, string content = "", uint mode = 0x1A4) => Add(TarEntryType.Regular, name, content: content, mode: mode);

    internal Archives Directory(string name, uint mode = 0x1ED) => Add(TarEntryType.Directory, name, mode: mode);

    internal Archives Symlink(string name, string target) => Add(TarEntryType.Symlink, name, target, mode: 0x1FF);

    internal Archives HardLink(string name, string target) => Add(TarEntryType.HardLink, name, target);

    internal Archives Add(
        TarEntryType type, string name, string link = "", string content = "", uint mode = 0x1A4, DeviceNumber device = default, params TarXattr[] xattrs)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        writer.Begin(new TarEntry
        {
            Type = type, Name = Encoding.Latin1.GetBytes(name), LinkName = Encoding.Latin1.GetBytes(link), Permissions = mode, Size = bytes.Length,
            Device = device, Xattrs = xattrs, Modified = new FileTime(1_000_000_000),
        });
        writer.WriteContent(bytes);
        return this;
    }

    internal byte[] Bytes()
    {
        writer.Finish();
        return stream.ToArray();
    }
}
