using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>The lists of <see cref="HostConfigWriter"/>: devices, block I/O, mounts.</summary>
internal static class HostDevicesWriter
{
    internal static void WriteDevices(CompactJson json, HostConfig host)
    {
        if (host.Devices is not null)
        {
            json.BeginArray("Devices"u8);
            foreach (DeviceMapping device in host.Devices)
            {
                json.BeginObject();
                json.Text("PathOnHost"u8, device.PathOnHost);
                json.Text("PathInContainer"u8, device.PathInContainer);
                json.Text("CgroupPermissions"u8, device.CgroupPermissions);
                json.EndObject();
            }
            json.EndArray();
        }
        json.Texts("DeviceCgroupRules"u8, host.DeviceCgroupRules);
        // Requests for device drivers are refused before anything is written; only an empty list gets here.
        if (host.DeviceRequests is not null)
        {
            json.BeginArray("DeviceRequests"u8);
            json.EndArray();
        }
    }

    internal static void WriteBlkio(CompactJson json, HostConfig host)
    {
        if (host.BlkioWeightDevice is not null)
        {
            json.BeginArray("BlkioWeightDevice"u8);
            foreach (WeightDevice device in host.BlkioWeightDevice)
            {
                json.BeginObject();
                json.Text("Path"u8, device.Path);
                json.NonZero("Weight"u8, device.Weight);
                json.EndObject();
            }
            json.EndArray();
        }
        WriteThrottles(json, "BlkioDeviceReadBps"u8, host.BlkioDeviceReadBps);
        WriteThrottles(json, "BlkioDeviceWriteBps"u8, host.BlkioDeviceWriteBps);
        WriteThrottles(json, "BlkioDeviceReadIOps"u8, host.BlkioDeviceReadIOps);
        WriteThrottles(json, "BlkioDeviceWriteIOps"u8, host.BlkioDeviceWriteIOps);
    }

    internal static void WriteMounts(CompactJson json, MountRequest[]? mounts)
    {
        if (mounts is null) return;
        json.BeginArray("Mounts"u8);
        foreach (MountRequest mount in mounts)
        {
            json.BeginObject();
            json.Text("Type"u8, mount.Type);
            json.Text("Source"u8, mount.Source);
            json.Text("Target"u8, mount.Target);
            json.Set("ReadOnly"u8, mount.ReadOnly);
            json.Text("Consistency"u8, mount.Consistency);
            if (mount.BindOptions is { } bind) Write(json, bind);
            if (mount.VolumeOptions is { } volume) Write(json, volume);
            if (mount.TmpfsOptions is { } tmpfs) Write(json, tmpfs);
            json.EndObject();
        }
        json.EndArray();
    }

    private static void Write(CompactJson json, BindOptions bind)
    {
        json.BeginObject("BindOptions"u8);
        json.Text("Propagation"u8, bind.Propagation);
        json.Set("NonRecursive"u8, bind.NonRecursive);
        json.Set("CreateMountpoint"u8, bind.CreateMountpoint);
        json.Set("ReadOnlyNonRecursive"u8, bind.ReadOnlyNonRecursive);
        json.Set("ReadOnlyForceRecursive"u8, bind.ReadOnlyForceRecursive);
        json.EndObject();
    }

    private static void Write(CompactJson json, VolumeOptions volume)
    {
        json.BeginObject("VolumeOptions"u8);
        json.Set("NoCopy"u8, volume.NoCopy);
        json.Map("Labels"u8, volume.Labels);
        json.Text("Subpath"u8, volume.Subpath);
        if (volume.DriverConfig is { } driver)
        {
            json.BeginObject("DriverConfig"u8);
            json.Text("Name"u8, driver.Name);
            json.Map("Options"u8, driver.Options);
            json.EndObject();
        }
        json.EndObject();
    }

    private static void Write(CompactJson json, TmpfsOptions tmpfs)
    {
        json.BeginObject("TmpfsOptions"u8);
        json.NonZero("SizeBytes"u8, tmpfs.SizeBytes);
        json.NonZero("Mode"u8, tmpfs.Mode);
        if (tmpfs.Options is not null)
        {
            json.BeginArray("Options"u8);
            foreach (string[] option in tmpfs.Options) json.Texts(default, option);
            json.EndArray();
        }
        json.EndObject();
    }

    private static void WriteThrottles(CompactJson json, ReadOnlySpan<byte> name, ThrottleDevice[]? devices)
    {
        if (devices is null) return;
        json.BeginArray(name);
        foreach (ThrottleDevice device in devices)
        {
            json.BeginObject();
            json.Text("Path"u8, device.Path);
            json.Number("Rate"u8, (ulong?)device.Rate);
            json.EndObject();
        }
        json.EndArray();
    }
}
