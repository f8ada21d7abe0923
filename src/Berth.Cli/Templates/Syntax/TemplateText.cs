using System.Text;

namespace Berth.Cli.Templates.Syntax;

/// <summary>A parsed template: its tree, the templates it defines, and the source that error positions refer to.</summary>
internal sealed record TemplateText(string Name, string Source, List<Node> Body, Dictionary<string, TemplateText> Defined)
{
    /// <summary>Parses <paramref name="source"/>. <paramref name="name"/> is what errors call it; docker's formats have the empty name.</summary>
    /// <exception cref="TemplateException">Malformed; the message is Go's.</exception>
    public static TemplateText Parse(string source, string name, Func<string, bool> isFunction) => new Parser(source, name, isFunction).Parse();

    /// <summary><c>name:line:column</c> of a byte offset, counted as Go does.</summary>
    public string Place(int position)
    {
        ReadOnlySpan<byte> before = Encoding.UTF8.GetBytes(Source).AsSpan(0, position);
        int line = 1 + before.Count((byte)'\n');
        int newline = before.LastIndexOf((byte)'\n');
        return $"{Name}:{line}:{(newline < 0 ? position : position - newline - 1)}";
    }
}
