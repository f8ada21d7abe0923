using Berth.Oci;

namespace Berth.Engine;

/// <summary>The <c>--filter</c> flags of one command, grouped by name.</summary>
public sealed class FilterValues
{
    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    /// <param name="filters">Name and value of each.</param>
    /// <param name="known">The names that this list takes.</param>
    /// <exception cref="EngineException">InvalidArgument: <c>invalid filter 'x'</c>.</exception>
    public FilterValues(IReadOnlyList<KeyValuePair<string, string>> filters, params ReadOnlySpan<string> known)
    {
        foreach ((string name, string value) in filters)
        {
            if (!known.Contains(name))
                throw new EngineException(ErrorKind.InvalidArgument, $"invalid filter '{name}'", "there are " + string.Join(", ", known.ToArray()));
            if (!values.TryGetValue(name, out List<string>? list)) values[name] = list = [];
            list.Add(value);
        }
    }

    public bool Has(string name) => values.ContainsKey(name);

    public IReadOnlyList<string> this[string name] => values.TryGetValue(name, out List<string>? list) ? list : [];

    /// <summary>Whether one of the values is the text; true when there is none.</summary>
    public bool Exact(string name, string text) => !values.TryGetValue(name, out List<string>? list) || list.Contains(text);

    /// <summary>Whether one of the values matches, as a regular expression, anywhere; true when there is none.</summary>
    public bool Pattern(string name, string text)
    {
        if (!values.TryGetValue(name, out List<string>? list)) return true;
        foreach (string pattern in list)
            if (TextPattern.Matches(pattern, text)) return true;
        return false;
    }

    /// <summary>Whether all values <c>key</c> or <c>key=value</c> hold.</summary>
    public bool Labels(string name, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (string wanted in this[name])
            if (!HasLabel(labels, wanted)) return false;
        return true;
    }

    /// <summary>Whether none of the values holds: the filter <c>label!</c> of prune.</summary>
    public bool LacksLabels(string name, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (string unwanted in this[name])
            if (HasLabel(labels, unwanted)) return false;
        return true;
    }

    /// <summary>The one truth value of a filter such as <c>dangling</c>; null when it was not given.</summary>
    /// <exception cref="EngineException">InvalidArgument: no truth value, or both.</exception>
    public bool? Boolean(string name)
    {
        bool? result = null;
        foreach (string text in this[name])
        {
            bool? value = text switch { "true" or "1" => true, "false" or "0" => false, _ => null };
            if (value is null || result is not null && result != value) throw Invalid(name, text);
            result = value;
        }
        return result;
    }

    internal static EngineException Invalid(string name, string value) => new(ErrorKind.InvalidArgument, $"invalid filter '{name}={value}'");

    private static bool HasLabel(IReadOnlyDictionary<string, string>? labels, string wanted)
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? wanted : wanted[..equals];
        return labels is not null && labels.TryGetValue(key, out string? value) && (equals < 0 || value == wanted[(equals + 1)..]);
    }
}
