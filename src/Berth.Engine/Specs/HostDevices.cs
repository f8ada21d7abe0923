using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>Device nodes of the host, for <c>--device</c> and <c>--privileged</c>.</summary>
internal static class HostDevices
{
    /// <summary>The device at a path; of a directory, every device below it.</summary>
    /// <exception cref="EngineException">In Docker's words, when there is none.</exception>
    internal static List<Device> At(string hostPath, string containerPath)
    {
        Errno errno = Files.TryStatus(null, hostPath, out FileStatus status, follow: true);
        if (errno != Errno.None) throw Refusal(hostPath, errno == Errno.ENOENT ? "no such file or directory" : errno.Message().ToLowerInvariant());
        var devices = new List<Device>();
        if (status.IsDirectory) Walk(hostPath, containerPath, devices, _ => false);
        else if (Of(containerPath, status) is { } device) devices.Add(device);
        return devices.Count > 0 ? devices : throw Refusal(hostPath, "not a device node");
    }

    /// <summary>All of /dev, but for what a container gets of its own.</summary>
    internal static void Collect(List<Device> devices) =>
        Walk("/dev", "/dev", devices, static path => path is "/dev/pts" or "/dev/shm" or "/dev/fd" or "/dev/mqueue" or "/dev/.udev" or "/dev/console");

    private static void Walk(string hostPath, string containerPath, List<Device> devices, Func<string, bool> skip)
    {
        foreach (string name in DirectoryEntries.Names(null, hostPath))
        {
            string path = $"{hostPath}/{name}";
            if (skip(path) || Files.TryStatus(null, path, out FileStatus status) != Errno.None) continue;
            if (status.IsDirectory) Walk(path, $"{containerPath}/{name}", devices, skip);
            else if (Of($"{containerPath}/{name}", status) is { } device) devices.Add(device);
        }
    }

    private static Device? Of(string path, FileStatus status) => status.Type is not (FileType.CharacterDevice or FileType.BlockDevice) ? null : new Device
    {
        Path = path, Type = status.Type == FileType.BlockDevice ? "b" : "c", Major = status.RawDevice.Major, Minor = status.RawDevice.Minor,
        FileMode = status.Permissions, Uid = status.Uid, Gid = status.Gid,
    };

    private static EngineException Refusal(string path, string reason) =>
        new(ErrorKind.InvalidArgument, $"error gathering device information while adding custom device \"{path}\": {reason}");
}
