using System.Globalization;
using Berth.Oci;

namespace Berth.Engine.Logs;

/// <summary>Options of the <c>json-file</c> driver. Docker never rotates unless told to; Berth keeps three files of 10 MB unless told otherwise.</summary>
public readonly record struct JsonFileOptions(long MaxSize, int MaxFiles)
{
    public static JsonFileOptions Default { get; } = new(10_000_000, 3);

    /// <summary>From <c>LogConfig.Config</c>: <c>max-size</c> (bytes, or <c>10m</c>; -1 is unlimited), <c>max-file</c>.</summary>
    /// <exception cref="EngineException">InvalidArgument, in Docker's words.</exception>
    public static JsonFileOptions Parse(IReadOnlyDictionary<string, string> options)
    {
        JsonFileOptions parsed = Default;
        foreach ((string key, string value) in options)
        {
            switch (key)
            {
                case "max-size" when value == "-1":
                    parsed = parsed with { MaxSize = long.MaxValue };
                    break;
                case "max-size":
                    if (!ByteSize.TryParse(value, out long size) || size <= 0) throw Invalid($"invalid value for max-size: {value}");
                    parsed = parsed with { MaxSize = size };
                    break;
                case "max-file":
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int files) || files < 1) throw Invalid("max-file cannot be less than 1");
                    parsed = parsed with { MaxFiles = files };
                    break;
                case "labels" or "labels-regex" or "env" or "env-regex" or "tag" or "compress" or "mode" or "max-buffer-size":
                    break;
                default:
                    throw Invalid($"unknown log opt '{key}' for json-file log driver");
            }
        }
        return parsed;
    }

    private static EngineException Invalid(string message) => new(ErrorKind.InvalidArgument, message);
}
