using System.Diagnostics;
using System.Text;
using Berth.Kernel.Procfs;
using CsCheck;

namespace Berth.Kernel.Tests.Procfs;

public sealed class ProcfsTests
{
    [Fact]
    public void A_mountinfo_line_is_taken_apart()
    {
        Assert.True(MountInfoLine.TryParse("36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n"u8, out MountInfoLine line));
        Assert.Equal((36, 35, 98u, 0u), (line.MountId, line.ParentId, line.Major, line.Minor));
        Assert.Equal("/mnt1", MountInfoLine.Unescape(line.Root));
        Assert.Equal("/mnt 2", MountInfoLine.Unescape(line.MountPoint));
        Assert.Equal("master:1 shared:2", Encoding.UTF8.GetString(line.Propagation));
        Assert.Equal("ext3", Encoding.UTF8.GetString(line.FileSystemType));
        Assert.Equal("/dev/root", Encoding.UTF8.GetString(line.Source));
        Assert.Equal("rw,errors=continue", Encoding.UTF8.GetString(line.SuperOptions));
    }

    [Fact]
    public void Lines_without_propagation_or_source_are_read()
    {
        Assert.True(MountInfoLine.TryParse("36 35 98:0 / /x rw - tmpfs  rw"u8, out MountInfoLine line));
        Assert.True(line.Propagation.IsEmpty);
        Assert.True(line.Source.IsEmpty);
        Assert.Equal("rw", Encoding.UTF8.GetString(line.SuperOptions));
        Assert.False(MountInfoLine.TryParse("36 35 98:0 / /x rw"u8, out _));
        Assert.False(MountInfoLine.TryParse(""u8, out _));
    }

    [Fact]
    public void Every_mount_of_this_machine_is_read()
    {
        byte[] text = File.ReadAllBytes("/proc/self/mountinfo");
        ReadOnlySpan<byte> rest = text;
        int count = 0;
        bool root = false;
        while (MountInfoLine.TryNext(ref rest, out MountInfoLine line))
        {
            count++;
            root |= line.MountPoint.SequenceEqual("/"u8);
        }
        Assert.Equal(text.Count((byte)'\n'), count);
        Assert.True(root);
    }

    [Fact]
    public void No_text_makes_the_parsers_throw()
    {
        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.Char["0123456789 -:/()\\\n.abcRS"].Array[0, 90].Select(c => Encoding.ASCII.GetBytes(c))).Sample(text =>
        {
            ReadOnlySpan<byte> rest = text;
            while (MountInfoLine.TryNext(ref rest, out MountInfoLine line))
                MountInfoLine.Unescape(line.MountPoint);
            rest = text;
            while (ProcessCgroup.TryNext(ref rest, out _)) { }
            _ = ProcessStat.TryParse(text, out _);
            _ = ProcessStatus.TryField(text, "a"u8, out _);
            _ = ProcessStatus.TryHex(text, "a"u8, out _);
        }, iter: 20_000);
    }

    [Fact]
    public void A_commands_name_does_not_confuse_its_stat()
    {
        Assert.True(ProcessStat.TryParse("7 (a) R 1 (b)) S 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 0 4242 21\n"u8, out ProcessStat stat));
        Assert.Equal('S', stat.State);
        Assert.Equal("a) R 1 (b)", stat.Name);
        Assert.False(stat.IsExiting);
        Assert.Equal((7, 3, 4, 5), (stat.Pid, stat.ParentPid, stat.ProcessGroup, stat.Session));
        Assert.Equal(13, stat.UserTicks);
        Assert.Equal(14, stat.SystemTicks);
        Assert.Equal(4242ul, stat.StartTime);
    }

    [Fact]
    public void A_process_is_itself_until_it_ends()
    {
        Assert.True(ProcessIdentity.TryGet(Environment.ProcessId, out ProcessIdentity self));
        Assert.True(self.IsAlive);
        Assert.False((self with { StartTime = self.StartTime + 1 }).IsAlive);
        using Process child = Process.Start("/bin/sleep", "60");
        Assert.True(ProcessIdentity.TryGet(child.Id, out ProcessIdentity identity));
        child.Kill();
        child.WaitForExit();
        Assert.False(identity.IsAlive);
        Assert.False(ProcessIdentity.TryGet(int.MaxValue, out _));
    }

    [Fact]
    public void The_boot_has_an_identity()
    {
        Assert.Equal(36, Boot.Id.Length);
        Assert.Equal(Boot.Id, Boot.Id);
        Assert.True(Boot.Uptime > TimeSpan.Zero);
    }

    [Fact]
    public void Status_fields_are_found_by_their_whole_name()
    {
        ReadOnlySpan<byte> status = "Name:\tx\nVmRSS:\t  120 kB\nNSpid:\t5\t1\nCapEff:\t00000000a80425fb\n"u8;
        Assert.True(ProcessStatus.TryNumber(status, "VmRSS"u8, out long rss));
        Assert.Equal(120, rss);
        Assert.True(ProcessStatus.TryHex(status, "CapEff"u8, out ulong caps));
        Assert.Equal(0xa80425fbul, caps);
        Assert.False(ProcessStatus.TryField(status, "Vm"u8, out _));
    }
}
