using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Cli.Configuration;

/// <summary>
/// docker's client configuration, <c>config.json</c> in <c>~/.docker</c> or <c>DOCKER_CONFIG</c>: the parts that matter here. It is read when a
/// verb first asks, and parsed only when it exists.
/// </summary>
internal sealed class ClientConfig(string directory)
{
    private readonly string _path = Path.Combine(directory, "config.json");
    private JsonElement? _root;
    private bool _loaded;

    /// <summary>The <c>detachKeys</c> default, or null.</summary>
    public string? DetachKeys => Text("detachKeys");

    /// <summary>The default of <c>ps --format</c>, or null.</summary>
    public string? PsFormat => Text("psFormat");

    /// <summary>The default of <c>images --format</c>, or null.</summary>
    public string? ImagesFormat => Text("imagesFormat");

    /// <summary>The context that <c>docker context use</c> chose, or null.</summary>
    public string? CurrentContext => Text("currentContext");

    /// <summary>The verb that <paramref name="name"/> stands for, or null.</summary>
    public string? Alias(string name) => Root is JsonElement root && root.TryGetProperty("aliases", out JsonElement aliases) && aliases.ValueKind == JsonValueKind.Object
        ? Text(aliases, name)
        : null;

    /// <summary>
    /// The proxy variables for a new container, upper and lower case; <paramref name="given"/> says which names the user has set, and
    /// these are left alone.
    /// </summary>
    public IEnumerable<string> ProxyEnvironment(Func<string, bool> given)
    {
        if (Root is not JsonElement root || !root.TryGetProperty("proxies", out JsonElement proxies) || proxies.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        // Keys are engines' addresses; the local engine's is docker's default one.
        if (!proxies.TryGetProperty("unix:///var/run/docker.sock", out JsonElement proxy) && !proxies.TryGetProperty("default", out proxy))
        {
            yield break;
        }

        foreach ((string key, string variable) in ((string, string)[])
            [("httpProxy", "HTTP_PROXY"), ("httpsProxy", "HTTPS_PROXY"), ("ftpProxy", "FTP_PROXY"), ("noProxy", "NO_PROXY"), ("allProxy", "ALL_PROXY")])
        {
            if (proxy.ValueKind != JsonValueKind.Object || Text(proxy, key) is not { Length: > 0 } value)
            {
                continue;
            }

            foreach (string name in (string[])[variable, variable.ToLowerInvariant()])
            {
                if (!given(name))
                {
                    yield return $"{name}={value}";
                }
            }
        }
    }

    // Null without a file: then nothing of JSON is touched, whose first use costs half a millisecond.
    private JsonElement? Root
    {
        get
        {
            if (!_loaded)
            {
                _root = Load();
                _loaded = true;
            }

            return _root;
        }
    }

    private string? Text(string key) => Root is JsonElement root ? Text(root, key) : null;

    private static string? Text(JsonElement json, string key) =>
        json.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private JsonElement? Load()
    {
        byte[]? data;
        try
        {
            data = Files.ReadAllBytes(null, _path);
        }
        catch (KernelException failure)
        {
            // docker goes on without a file that it may not read, and so does this.
            if (failure.Errno is Errno.EACCES or Errno.ENOTDIR)
            {
                return null;
            }

            throw new EngineException(ErrorKind.InvalidArgument, failure.Message, null, failure);
        }

        if (data is null)
        {
            return null;
        }

        try
        {
            // Leaving the document to the collector is right: the configuration lives as long as the command.
            JsonElement root = JsonDocument.Parse(data).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw new JsonException("not an object");
        }
        catch (JsonException failure)
        {
            throw new EngineException(
                ErrorKind.InvalidArgument, $"{_path} is not valid JSON (line {failure.LineNumber + 1})", "repair the file, or name another with --config");
        }
    }
}
