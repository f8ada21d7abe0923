using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>
/// Writes <c>container.json</c>, member by member, what is default left out: the same document as <see cref="StorageJson"/> reads. A test holds
/// the two against each other and counts the members.
/// </summary>
internal static class RecordWriter
{
    internal static byte[] Write(ContainerRecord record)
    {
        var json = new CompactJson(4096);
        json.BeginObject();
        json.Text("Id"u8, record.Id);
        json.Text("Created"u8, record.Created);
        json.Text("ImageId"u8, record.ImageId);
        json.Text("ImageReference"u8, record.ImageReference);
        json.Text("Path"u8, record.Path);
        json.Texts("Args"u8, record.Args);
        json.BeginArray("Mounts"u8);
        foreach (MountPoint mount in record.Mounts) Write(json, mount);
        json.EndArray();
        json.Texts("AnonymousVolumes"u8, record.AnonymousVolumes);
        if (record.VolumesToFill is not null)
        {
            json.BeginArray("VolumesToFill"u8);
            foreach (VolumeFill fill in record.VolumesToFill)
            {
                json.BeginObject();
                json.Text("Volume"u8, fill.Volume);
                json.Text("Destination"u8, fill.Destination);
                json.EndObject();
            }
            json.EndArray();
        }
        ConfigWriter.Write(json, record.Config);
        HostConfigWriter.Write(json, record.HostConfig);
        json.Texts("Layers"u8, record.Layers);
        json.Text("Os"u8, record.Os);
        json.Text("Architecture"u8, record.Architecture);
        json.Text("SeccompProfile"u8, record.SeccompProfile);
        json.Text("AppArmorProfile"u8, record.AppArmorProfile);
        json.EndObject();
        return json.ToArray();
    }

    private static void Write(CompactJson json, MountPoint mount)
    {
        json.BeginObject();
        json.Text("Type"u8, mount.Type);
        json.Text("Name"u8, mount.Name);
        json.Text("Source"u8, mount.Source);
        json.Text("Destination"u8, mount.Destination);
        json.Text("Driver"u8, mount.Driver);
        json.Text("Mode"u8, mount.Mode);
        json.Set("RW"u8, mount.RW);
        json.Text("Propagation"u8, mount.Propagation);
        json.EndObject();
    }
}
