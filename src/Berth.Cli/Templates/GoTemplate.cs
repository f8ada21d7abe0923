using System.Text;
using Berth.Cli.Templates.Execution;
using Berth.Cli.Templates.Syntax;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates;

/// <summary>A Go text/template with docker's functions, ready to be executed any number of times.</summary>
internal sealed class GoTemplate
{
    private readonly TemplateText _text;
    private readonly Func<string, Function?>? _more;

    private GoTemplate(TemplateText text, Func<string, Function?>? more) => (_text, _more) = (text, more);

    /// <summary>Parses <paramref name="source"/>; <paramref name="more"/> adds functions of one command.</summary>
    /// <exception cref="TemplateException">Malformed; the message is Go's.</exception>
    public static GoTemplate Parse(string source, string name = "", Func<string, Function?>? more = null) =>
        new(TemplateText.Parse(source, name, function => function is "and" or "or" || Find(function, more) is not null), more);

    /// <summary>The result for <paramref name="data"/>.</summary>
    /// <exception cref="TemplateException">The template does not fit the data; the message is Go's.</exception>
    public string Execute(GoValue data, bool missingKeyIsError = false)
    {
        var output = new StringBuilder();
        ExecuteInto(output, data, missingKeyIsError);
        return output.ToString();
    }

    /// <summary>As <see cref="Execute"/>, appending; what was produced before a failure is kept.</summary>
    public void ExecuteInto(StringBuilder output, GoValue data, bool missingKeyIsError = false) =>
        Executor.Run(_text, data, name => Find(name, _more), missingKeyIsError, output);

    /// <summary>A table's header line, as far as it can be produced: docker ignores errors here.</summary>
    public string ExecuteHeader(GoMap header)
    {
        var output = new StringBuilder();
        try
        {
            Executor.Run(_text, header, name => DockerFunctions.FindForHeader(name) ?? BuiltinFunctions.Find(name), missingKeyIsError: false, output);
        }
        catch (TemplateException)
        {
            // The rows have been produced without error, so they are worth showing under half a header.
        }

        return output.ToString();
    }

    private static Function? Find(string name, Func<string, Function?>? more) =>
        more?.Invoke(name) ?? DockerFunctions.Find(name) ?? BuiltinFunctions.Find(name);
}
