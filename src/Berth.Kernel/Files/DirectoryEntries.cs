using System.Buffers.Binary;
using System.Text;

namespace Berth.Kernel;

/// <summary>A name in a directory, as bytes, with its type when the file system tells it (else <see cref="FileType.None"/>).</summary>
public readonly record struct DirectoryEntry(byte[] Name, FileType Type, ulong Inode)
{
    public override string ToString() => Encoding.UTF8.GetString(Name);
}

/// <summary>Reads a directory by descriptor, getdents64(2), without "." and "..", in the order of the file system.</summary>
public static unsafe class DirectoryEntries
{
    /// <summary>All names. The descriptor's position is used: a second read of the same descriptor starts where it ended, so it is rewound first.</summary>
    public static List<DirectoryEntry> Read(Fd directory)
    {
        var entries = new List<DirectoryEntry>();
        Errno errno = TryRead(directory, entries);
        return errno == Errno.None ? entries : throw new KernelException("read directory", directory.ToString(), errno);
    }

    public static Errno TryRead(Fd directory, List<DirectoryEntry> entries)
    {
        const int size = 32768;
        byte* buffer = stackalloc byte[size];
        Libc.lseek(directory.Number, 0, 0);
        while (true)
        {
            nint length = Libc.getdents64(directory.Number, buffer, size);
            if (length == 0) return Errno.None;
            if (length < 0) return Libc.LastErrno;
            var records = new ReadOnlySpan<byte>(buffer, (int)length);
            while (!records.IsEmpty)
            {
                // struct linux_dirent64: u64 inode, s64 offset, u16 record length, u8 type, name ended by NUL
                int recordLength = BinaryPrimitives.ReadUInt16LittleEndian(records[16..]);
                ReadOnlySpan<byte> name = records[19..recordLength];
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    entries.Add(new DirectoryEntry(name.ToArray(), (FileType)(records[18] << 12), BinaryPrimitives.ReadUInt64LittleEndian(records)));
                records = records[recordLength..];
            }
        }
    }

    /// <summary>The names in a directory as text; empty when it does not exist.</summary>
    public static List<string> Names(Fd? dir, LinuxPath path)
    {
        var names = new List<string>();
        Errno errno = Files.TryOpenAt(dir, path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd fd);
        if (errno == Errno.ENOENT) return names;
        if (errno != Errno.None) throw new KernelException("open", path.ToString(), errno);
        using (fd)
            foreach (DirectoryEntry entry in Read(fd)) names.Add(entry.ToString());
        return names;
    }
}
