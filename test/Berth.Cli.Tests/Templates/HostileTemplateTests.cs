using Berth.Cli.Templates;
using Berth.Cli.Templates.Values;
using CsCheck;

namespace Berth.Cli.Tests.Templates;

public sealed class HostileTemplateTests
{
    private static readonly string[] s_pieces =
    [
        "{{", "}}", "{{- ", " -}}", "if ", "else ", "else if ", "end", "range ", "with ", "define \"a\"", "block \"b\" .", "template \"a\" .", "break", "continue", ".", ".A",
        ".B.C", "$", "$x", ":=", "=", ",", "|", "(", ")", "\"s\"", "`r`", "'c'", "1", "1.5", "-3", "0x1f", "nil", "true", "and ", "or ", "not ", "eq ", "lt ", "index ",
        "slice ", "len ", "printf ", "\"%d %s %[3]*.2[1]q\"", "print ", "json ", "join ", "split ", "upper ", "pad ", "truncate ", "html ", "js ", "/*", "*/", " ", "\n", "x", "é", "\0",
    ];

    private static GoValue Data => new GoMap(new SortedList<string, GoValue>(StringComparer.Ordinal)
    {
        ["A"] = new GoInterface(new GoString("text")),
        ["B"] = new GoInterface(new GoMap(new SortedList<string, GoValue>(StringComparer.Ordinal) { ["C"] = new GoInterface(new GoSlice([new GoInteger(1), GoNone.Value])) })),
    });

    [Fact]
    public void Any_text_either_runs_or_is_refused_with_a_message() => Gen.Int[0, s_pieces.Length - 1].Select(i => s_pieces[i]).Array[0, 30].Sample(
        pieces =>
        {
            string source = string.Concat(pieces);
            try
            {
                GoTemplate.Parse(source).Execute(Data);
            }
            catch (TemplateException failure)
            {
                Assert.StartsWith("template: ", failure.Message);
            }
        },
        iter: 60_000);

    [Fact]
    public void Any_format_is_printed() => Gen.Char["%-+# 0123456789.*[]dsvqxXTtfegbcoU!z"].Array[0, 12].Sample(
        characters => GoPrintf.Format(new string(characters), [new GoInteger(-42), new GoString("é\n"), new GoFloat(1.5), GoNone.Value, new GoBool(true)]),
        iter: 60_000);

    [Theory]
    [InlineData("{{", "(", ".A", ")", "}}")]
    [InlineData("", "{{if .A}}", "x", "{{end}}", "")]
    [InlineData("", "{{range .B.C}}", "x", "{{end}}", "")]
    public void Nesting_without_end_is_refused_before_the_stack_is_used_up(string before, string open, string middle, string close, string after)
    {
        string source = before + string.Concat(Enumerable.Repeat(open, 100_000)) + middle + string.Concat(Enumerable.Repeat(close, 100_000)) + after;
        Assert.Contains("nested more than", Assert.Throws<TemplateException>(() => GoTemplate.Parse(source)).Message);
    }

    [Fact]
    public void A_template_that_calls_itself_is_stopped()
    {
        GoTemplate template = GoTemplate.Parse("{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}");
        Assert.Contains("exceeded maximum template depth", Assert.Throws<TemplateException>(() => template.Execute(Data)).Message);
    }
}
