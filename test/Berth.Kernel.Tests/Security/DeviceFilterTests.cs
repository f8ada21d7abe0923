using System.Buffers.Binary;
using Berth.Kernel.Security;
using CsCheck;

namespace Berth.Kernel.Tests.Security;

public sealed class DeviceFilterTests
{
    private static readonly Gen<DeviceAccessRule> Rule = Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[-1, 2], Gen.Int[-1, 2], Gen.Int[0, 7],
        (allow, kind, major, minor, access) => new DeviceAccessRule(allow, (DeviceKind)kind, major < 0 ? null : major, minor < 0 ? null : minor, (DeviceAccess)access));

    [Fact]
    public void A_program_decides_as_its_rules_say() => Rule.Array[0, 8].Sample(rules =>
    {
        byte[] code = DeviceFilter.Assemble(rules);
        for (int kind = 1; kind <= 2; kind++)
            for (int access = 1; access <= 7; access++)
                for (uint major = 0; major < 3; major++)
                    for (uint minor = 0; minor < 3; minor++)
                        Assert.Equal(Allowed(rules, (DeviceKind)kind, (DeviceAccess)access, major, minor), Run(code, (uint)(kind | access << 16), major, minor));
    }, iter: 2000);

    [Fact]
    public void The_kernel_accepts_every_program()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        try
        {
            DeviceFilter.Load([]).Dispose();
        }
        catch (KernelException e) when (e.Errno is Errno.ENOSYS or Errno.EPERM or Errno.EINVAL)
        {
            Assert.Skip(e.Message);
        }
        Rule.Array[0, 30].Sample(rules => DeviceFilter.Load(rules).Dispose(), iter: 200, threads: 1);
    }

    [Fact]
    public void A_filter_replaces_the_one_before_it()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        Kernel.Cgroups.CgroupHierarchy? unified = Kernel.Cgroups.CgroupHost.Detect().Unified;
        Assert.SkipWhen(unified is null, "cgroup v2 is not mounted");
        string path = $"{unified.MountPoint}/berth-test-{Guid.NewGuid().ToString("N")[..12]}";
        Directory.CreateDirectory(path);
        try
        {
            using Fd cgroup = Files.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
            DeviceFilter first;
            try
            {
                first = DeviceFilter.Load([new DeviceAccessRule(true, DeviceKind.All, null, null, DeviceAccess.All)]);
                first.Replace(cgroup);
            }
            catch (KernelException e) when (e.Errno is Errno.ENOSYS or Errno.EPERM or Errno.EINVAL)
            {
                Assert.Skip(e.Message);
                return;
            }
            using (first)
            using (DeviceFilter second = DeviceFilter.Load([new DeviceAccessRule(false, DeviceKind.All, null, null, DeviceAccess.All)]))
            {
                uint before = Assert.Single(DeviceFilter.Query(cgroup));
                second.Replace(cgroup);
                Assert.NotEqual(before, Assert.Single(DeviceFilter.Query(cgroup)));
            }
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    // Each kind of access by itself: the last rule that speaks of it.
    private static bool Allowed(DeviceAccessRule[] rules, DeviceKind kind, DeviceAccess access, uint major, uint minor)
    {
        for (int bit = 1; bit <= 4; bit <<= 1)
        {
            if (((int)access & bit) == 0)
                continue;
            bool allowed = false;
            foreach (DeviceAccessRule rule in rules)
            {
                if ((rule.Kind == DeviceKind.All || rule.Kind == kind) && (rule.Major is null || rule.Major == major)
                    && (rule.Minor is null || rule.Minor == minor) && ((int)rule.Access & bit) != 0)
                    allowed = rule.Allow;
            }
            if (!allowed)
                return false;
        }
        return true;
    }

    private static bool Run(byte[] code, uint type, uint major, uint minor)
    {
        uint[] r = new uint[11];
        for (int at = 0; ; at++)
        {
            ReadOnlySpan<byte> i = code.AsSpan(at * 8, 8);
            int to = i[1] & 15, from = i[1] >> 4, offset = BinaryPrimitives.ReadInt16LittleEndian(i[2..]);
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(i[4..]);
            switch (i[0])
            {
                case 0x61: r[to] = offset switch { 0 => type, 4 => major, _ => minor }; break;
                case 0xbc: r[to] = r[from]; break;
                case 0xb4: r[to] = value; break;
                case 0x54: r[to] &= value; break;
                case 0x74: r[to] >>= (int)value; break;
                case 0x56: at += r[to] != value ? offset : 0; break;
                case 0x16: at += r[to] == value ? offset : 0; break;
                case 0x95: return r[0] != 0;
                default: throw new InvalidOperationException($"{i[0]:x}");
            }
        }
    }
}
