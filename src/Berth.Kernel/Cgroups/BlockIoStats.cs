namespace Berth.Kernel.Cgroups;

/// <summary>Reads the block device counters of either version.</summary>
internal static class BlockIoStats
{
    internal static List<BlockDeviceStats> Read(CgroupDirectory? directory)
    {
        List<BlockDeviceStats> devices = [];
        if (directory is null)
            return devices;
        if (directory.Hierarchy.Version == 2)
        {
            ReadSecond(directory.Read("io.stat") ?? "", devices);
            return devices;
        }
        // The throttling files count every device; the others only what a particular scheduler serves.
        ReadFirst(directory.Read("blkio.throttle.io_service_bytes_recursive") ?? directory.Read("blkio.throttle.io_service_bytes") ?? "", devices, bytes: true);
        ReadFirst(directory.Read("blkio.throttle.io_serviced_recursive") ?? directory.Read("blkio.throttle.io_serviced") ?? "", devices, bytes: false);
        return devices;
    }

    // 8:0 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0
    internal static void ReadSecond(string text, List<BlockDeviceStats> devices)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split(' ');
            if (!TryDevice(words[0], out long major, out long minor))
                continue;
            ulong readBytes = 0, writtenBytes = 0, reads = 0, writes = 0;
            foreach (string word in words.AsSpan(1))
            {
                int equals = word.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0 || !ulong.TryParse(word.AsSpan(equals + 1), out ulong value))
                    continue;
                switch (word.AsSpan(0, equals))
                {
                    case "rbytes": readBytes = value; break;
                    case "wbytes": writtenBytes = value; break;
                    case "rios": reads = value; break;
                    case "wios": writes = value; break;
                }
            }
            devices.Add(new BlockDeviceStats(major, minor, readBytes, writtenBytes, reads, writes));
        }
    }

    // 8:0 Read 4096, one line for each kind of operation.
    internal static void ReadFirst(string text, List<BlockDeviceStats> devices, bool bytes)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words.Length != 3 || !TryDevice(words[0], out long major, out long minor) || !ulong.TryParse(words[2], out ulong value))
                continue;
            int at = devices.FindIndex(d => d.Major == major && d.Minor == minor);
            if (at < 0)
            {
                at = devices.Count;
                devices.Add(new BlockDeviceStats(major, minor, 0, 0, 0, 0));
            }
            devices[at] = (words[1], bytes) switch
            {
                ("Read", true) => devices[at] with { ReadBytes = value },
                ("Write", true) => devices[at] with { WrittenBytes = value },
                ("Read", false) => devices[at] with { Reads = value },
                ("Write", false) => devices[at] with { Writes = value },
                _ => devices[at],
            };
        }
    }

    private static bool TryDevice(string word, out long major, out long minor)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        minor = 0;
        major = 0;
        return colon > 0 && long.TryParse(word.AsSpan(0, colon), out major) && long.TryParse(word.AsSpan(colon + 1), out minor);
    }
}
