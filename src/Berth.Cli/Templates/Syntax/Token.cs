using Berth.Cli.CommandLine;

namespace Berth.Cli.Templates.Syntax;

internal enum TokenKind
{
    Error, Bool, Char, CharConstant, Assign, Declare, Eof, Field, Identifier, LeftDelimiter, LeftParen, Number, Pipe,
    RawString, RightDelimiter, RightParen, Space, String, Text, Variable,

    // From here on: keywords.
    Block, Break, Continue, Dot, Define, Else, End, If, Nil, Range, Template, With,
}

/// <summary>One lexical unit: its kind, text, and place (offset in UTF-8 bytes, as Go counts, and line from 1).</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, int Line)
{
    /// <summary>The form in which parse errors quote it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.Eof => "EOF",
        TokenKind.Error => Text,
        >= TokenKind.Block => $"<{Text}>",
        _ when Text.Length > 10 => GoQuoted.Text(Text[..10]) + "...",
        _ => GoQuoted.Text(Text),
    };
}
