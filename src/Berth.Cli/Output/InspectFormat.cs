using System.Text;
using System.Text.Json;
using Berth.Cli.Templates;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Output;

/// <summary>
/// <c>--format</c> of the inspect verbs. A template sees the object with its Go types first; when it does not fit these, docker tries
/// again with the bare JSON, where a missing key is an error, and so does this.
/// </summary>
internal sealed class InspectFormat
{
    private readonly GoTemplate? _template;
    private readonly string _format;
    private readonly List<string> _results = [];

    private InspectFormat(string format, GoTemplate? template) => (_format, _template) = (format, template);

    /// <summary>Prepares a format: empty for indented JSON, <c>json</c> for one line, else a template.</summary>
    /// <exception cref="TemplateException">Malformed.</exception>
    public static InspectFormat Parse(string format) => new(format, format is "" or "json" ? null : GoTemplate.Parse(format));

    /// <summary>Adds one object. <paramref name="type"/> is its Go type, <paramref name="json"/> its compact JSON.</summary>
    /// <exception cref="TemplateException">The template fits neither form of the object.</exception>
    public void Add(string type, byte[] json)
    {
        if (_template is null)
        {
            _results.Add(Encoding.UTF8.GetString(json));
            return;
        }

        using JsonDocument document = JsonDocument.Parse(json);
        try
        {
            _results.Add(_template.Execute(ApiTypes.Read(type, document.RootElement)));
        }
        catch (TemplateException)
        {
            _results.Add(_template.Execute(RawJson.Read(document.RootElement), missingKeyIsError: true));
        }
    }

    /// <summary>Everything that was added, in docker's form: one array, or one line per object.</summary>
    public string Render()
    {
        if (_template is not null)
        {
            return _results.Count == 0 ? "\n" : string.Concat(_results.Select(result => result + "\n"));
        }

        string array = $"[{string.Join(',', _results)}]";
        return _results.Count == 0 ? "[]\n" : (_format == "json" ? array : IndentedJson.Of(array)) + "\n";
    }
}
