using System.Text;
using Berth.Cli.Templates;
using Berth.Cli.Templates.Values;
using Berth.Oci;

namespace Berth.Cli.Output;

/// <summary>
/// <c>--format</c> of the verbs that print lists: a table (the default, or <c>table TEMPLATE</c>), <c>json</c>, or a template per row.
/// </summary>
internal static class ListFormat
{
    /// <summary>The text of <paramref name="rows"/>, with a header where the format is a table.</summary>
    /// <exception cref="EngineException">The template is malformed or does not fit.</exception>
    public static string Render(string format, GoMap header, IEnumerable<GoMethods> rows)
    {
        bool isTable = format.StartsWith("table", StringComparison.Ordinal);
        string source = isTable ? format["table".Length..] : format == "json" ? "{{json .}}" : format;
        source = Unescape(source.Trim(' '));
        try
        {
            GoTemplate template = GoTemplate.Parse(source);
            var body = new StringBuilder();
            foreach (GoMethods row in rows)
            {
                template.ExecuteInto(body, row);
                body.Append('\n');
            }

            return isTable ? TabWriter.Align($"{template.ExecuteHeader(header)}\n{body}") : body.ToString();
        }
        catch (TemplateException failure)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "template parsing error: " + failure.Message);
        }
    }

    /// <summary>
    /// Executes a format on an empty row, as docker's <c>ps</c> does before it asks for the list; this is where its users see errors.
    /// </summary>
    /// <exception cref="EngineException">The template is malformed or does not fit.</exception>
    public static void Try(string format, GoMethods empty)
    {
        GoTemplate template;
        try
        {
            template = GoTemplate.Parse(format);
        }
        catch (TemplateException failure)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "failed to parse template: " + failure.Message);
        }

        try
        {
            template.Execute(empty);
        }
        catch (TemplateException failure)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "failed to execute template: " + failure.Message);
        }
    }

    // Shells pass \t and \n on as they are; both escapes are replaced in one pass.
    private static string Unescape(string source) => source.Replace("\\t", "\t").Replace("\\n", "\n");
}
