using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Network;

/// <summary>
/// Reads and writes <c>network.json</c>. By hand and not with a serializer: this is read by every <c>run</c>, where a serializer's first use
/// would cost more than the whole file.
/// </summary>
internal static class NetworkRecordFile
{
    internal const string FileName = "network.json";
    private const int SizeLimit = 1 << 20;
    private const string NameOption = "com.docker.network.bridge.name";
    private const string MtuOption = "com.docker.network.driver.mtu";

    /// <summary>Null when there is none.</summary>
    internal static NetworkRecord? Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (Files.ReadAllBytes(null, path, SizeLimit) is not { } bytes) return null;
        try
        {
            return Parse(bytes) ?? throw Corrupt(path, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Corrupt(path, e);
        }
    }

    internal static void Write(string directory, NetworkRecord record) =>
        Files.WriteWhole(null, Path.Combine(directory, FileName), Format(record), 0x180);

    /// <summary>The JSON that <c>network inspect</c> shows for the network itself.</summary>
    internal static byte[] Format(NetworkRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, record.Name);
            json.WriteString("Id"u8, record.Id);
            json.WriteString("Created"u8, record.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("Scope"u8, "local"u8);
            json.WriteString("Driver"u8, record.Driver);
            json.WriteBoolean("EnableIPv4"u8, true);
            json.WriteBoolean("EnableIPv6"u8, false);
            json.WriteStartObject("IPAM"u8);
            json.WriteString("Driver"u8, "default"u8);
            json.WriteNull("Options"u8);
            json.WriteStartArray("Config"u8);
            json.WriteStartObject();
            json.WriteString("Subnet"u8, record.Subnet.ToString());
            json.WriteString("Gateway"u8, record.Gateway.ToString());
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            foreach (string flag in new[] { "Internal", "Attachable", "Ingress" }) json.WriteBoolean(flag, false);
            json.WriteStartObject("Options"u8);
            json.WriteString("com.docker.network.bridge.enable_icc"u8, "true"u8);
            json.WriteString("com.docker.network.bridge.enable_ip_masquerade"u8, "true"u8);
            json.WriteString("com.docker.network.bridge.host_binding_ipv4"u8, "0.0.0.0"u8);
            json.WriteString(NameOption, record.BridgeName);
            if (record.Mtu is { } mtu) json.WriteString(MtuOption, mtu.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteStartObject("Labels"u8);
            foreach ((string key, string value) in record.Labels) json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static NetworkRecord? Parse(byte[] bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
        JsonElement root = document.RootElement;
        JsonElement configs = root.GetProperty("IPAM"u8).GetProperty("Config"u8);
        if (configs.GetArrayLength() == 0) return null;
        JsonElement config = configs[0];
        JsonElement options = root.GetProperty("Options"u8);
        if (!IPv4Subnet.TryParse(config.GetProperty("Subnet"u8).GetString(), out IPv4Subnet subnet) ||
            !IPv4Address.TryParse(config.GetProperty("Gateway"u8).GetString(), out IPv4Address gateway)) return null;
        var labels = new Dictionary<string, string>();
        foreach (JsonProperty label in root.GetProperty("Labels"u8).EnumerateObject()) labels[label.Name] = label.Value.GetString() ?? "";
        return new NetworkRecord
        {
            Name = root.GetProperty("Name"u8).GetString()!,
            Id = root.GetProperty("Id"u8).GetString()!,
            Created = root.GetProperty("Created"u8).GetDateTimeOffset(),
            BridgeName = options.GetProperty(NameOption).GetString()!,
            Subnet = subnet,
            Gateway = gateway,
            Mtu = options.TryGetProperty(MtuOption, out JsonElement mtu) ? int.Parse(mtu.GetString()!, CultureInfo.InvariantCulture) : null,
            Labels = labels,
        };
    }

    private static EngineException Corrupt(string path, Exception? inner) =>
        new(ErrorKind.Corrupt, $"the network record {path} cannot be read{(inner is null ? "" : ": " + inner.Message)}",
            "remove the file when no container is attached; it is made anew", inner);
}
