using System.Text;

namespace Berth.Cli.Templates.Syntax;

/// <summary>
/// Splits a template into tokens by the rules of Go's text/template: text, actions between <c>{{</c> and <c>}}</c>, trim markers,
/// comments. The first error ends the stream with an <see cref="TokenKind.Error"/> token.
/// </summary>
internal sealed class Lexer(string input)
{
    private const string Left = "{{", Right = "}}", CommentEnd = "*/", CommentStart = "/*";

    private int _at;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _bytesBefore;
    private int _bytesCounted;
    private int _parens;
    private bool _inside;
    private bool _failed;

    /// <summary>The next token; Eof for ever after the last one.</summary>
    public Token Next()
    {
        while (true)
        {
            if (_failed)
            {
                return Make(TokenKind.Eof);
            }

            Token? token = _inside ? NextInside() : NextText();
            if (token is Token found)
            {
                return found;
            }
        }
    }

    private Token? NextText()
    {
        int open = input.IndexOf(Left, _at, StringComparison.Ordinal);
        if (open < 0)
        {
            _at = input.Length;
            return _at > _start ? Emit(TokenKind.Text) : Make(TokenKind.Eof);
        }

        if (open > _at)
        {
            int end = open;
            if (HasLeftTrim(open + Left.Length))
            {
                while (end > _start && IsSpace(input[end - 1]))
                {
                    end--;
                }
            }

            _at = end;
            Token? text = end > _start ? Emit(TokenKind.Text) : null;
            _at = open;
            Ignore();
            if (text is not null)
            {
                return text;
            }
        }

        return LeftDelimiter();
    }

    private Token? LeftDelimiter()
    {
        int body = open() + (HasLeftTrim(open()) ? 2 : 0);
        if (string.CompareOrdinal(input, body, CommentStart, 0, 2) == 0)
        {
            return Comment(body);
        }

        _at += Left.Length;
        Token delimiter = Emit(TokenKind.LeftDelimiter);
        _at = body;
        Ignore();
        (_inside, _parens) = (true, 0);
        return delimiter;

        int open() => _at + Left.Length;
    }

    private Token? Comment(int body)
    {
        int end = input.IndexOf(CommentEnd, body + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return Fail("unclosed comment");
        }

        _at = end + 2;
        if (!AtRightDelimiter(out bool trim))
        {
            return Fail("comment ends before closing delimiter");
        }

        _at += Right.Length + (trim ? 2 : 0);
        SkipSpace(trim);
        Ignore();
        return null;
    }

    private Token NextInside()
    {
        if (AtRightDelimiter(out bool trim))
        {
            return _parens == 0 ? RightDelimiter(trim) : Fail("unclosed left paren");
        }

        if (_at >= input.Length)
        {
            return Fail("unclosed action");
        }

        char c = input[_at++];
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                return Space();
            case '=':
                return Emit(TokenKind.Assign);
            case ':':
                return _at < input.Length && input[_at++] == '=' ? Emit(TokenKind.Declare) : Fail("expected :=");
            case '|':
                return Emit(TokenKind.Pipe);
            case '"':
                return Quoted('"', TokenKind.String, "unterminated quoted string");
            case '\'':
                return Quoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '`':
                return RawString();
            case '$':
                return AtTerminator() ? Emit(TokenKind.Variable) : FieldOrVariable(TokenKind.Variable);
            case '.' when _at >= input.Length || input[_at] is < '0' or > '9':
                return AtTerminator() ? Emit(TokenKind.Dot) : FieldOrVariable(TokenKind.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                _at--;
                return Number();
            case '(':
                _parens++;
                return Emit(TokenKind.LeftParen);
            case ')':
                return --_parens < 0 ? Fail("unexpected right paren") : Emit(TokenKind.RightParen);
            case var letter when IsAlphanumeric(letter):
                return Word();
            case >= ' ' and <= '~':
                return Emit(TokenKind.Char);
            default:
                return Fail($"unrecognized character in action: {Unicode(_at - 1)}");
        }
    }

    private Token RightDelimiter(bool trim)
    {
        if (trim)
        {
            _at += 2;
            Ignore();
        }

        _at += Right.Length;
        Token delimiter = Emit(TokenKind.RightDelimiter);
        SkipSpace(trim);
        Ignore();
        _inside = false;
        return delimiter;
    }

    private Token Space()
    {
        while (_at < input.Length && IsSpace(input[_at]))
        {
            _at++;
        }

        // The blank before "-}}" belongs to the delimiter.
        if (_at < input.Length && input[_at] == '-' && string.CompareOrdinal(input, _at + 1, Right, 0, 2) == 0)
        {
            _at--;
            if (_at == _start)
            {
                return RightDelimiter(trim: true);
            }
        }

        return Emit(TokenKind.Space);
    }

    private Token Word()
    {
        while (_at < input.Length && IsAlphanumeric(input[_at]))
        {
            _at++;
        }

        if (!AtTerminator())
        {
            return Fail($"bad character {Unicode(_at)}");
        }

        return Emit(input.AsSpan(_start, _at - _start) switch
        {
            "block" => TokenKind.Block,
            "break" => TokenKind.Break,
            "continue" => TokenKind.Continue,
            "define" => TokenKind.Define,
            "else" => TokenKind.Else,
            "end" => TokenKind.End,
            "if" => TokenKind.If,
            "nil" => TokenKind.Nil,
            "range" => TokenKind.Range,
            "template" => TokenKind.Template,
            "with" => TokenKind.With,
            "true" or "false" => TokenKind.Bool,
            _ => TokenKind.Identifier,
        });
    }

    private Token FieldOrVariable(TokenKind kind)
    {
        while (_at < input.Length && IsAlphanumeric(input[_at]))
        {
            _at++;
        }

        return AtTerminator() ? Emit(kind) : Fail($"bad character {Unicode(_at)}");
    }

    private Token Quoted(char quote, TokenKind kind, string unterminated)
    {
        while (_at < input.Length && input[_at] != '\n')
        {
            char c = input[_at++];
            if (c == quote)
            {
                return Emit(kind);
            }

            if (c == '\\' && _at < input.Length && input[_at] != '\n')
            {
                _at++;
            }
        }

        return Fail(unterminated);
    }

    private Token RawString()
    {
        int end = input.IndexOf('`', _at);
        if (end < 0)
        {
            return Fail("unterminated raw quoted string");
        }

        _at = end + 1;
        return Emit(TokenKind.RawString);
    }

    private Token Number()
    {
        Accept("+-");
        string digits = "0123456789_";
        if (Accept("0"))
        {
            digits = Accept("xX") ? "0123456789abcdefABCDEF_" : Accept("oO") ? "01234567_" : Accept("bB") ? "01_" : digits;
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if (digits.Length == 11 && Accept("eE"))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        if (digits.Length == 23 && Accept("pP"))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        Accept("i");
        if (_at < input.Length && IsAlphanumeric(input[_at]))
        {
            _at++;
            return Fail($"bad number syntax: {CommandLine.GoQuoted.Text(input[_start.._at])}");
        }

        return Emit(TokenKind.Number);
    }

    private bool Accept(string valid)
    {
        if (_at < input.Length && valid.Contains(input[_at]))
        {
            _at++;
            return true;
        }

        return false;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private bool AtRightDelimiter(out bool trim)
    {
        trim = _at + 1 < input.Length && IsSpace(input[_at]) && input[_at + 1] == '-'
            && string.CompareOrdinal(input, _at + 2, Right, 0, 2) == 0;
        return trim || string.CompareOrdinal(input, _at, Right, 0, 2) == 0;
    }

    private bool HasLeftTrim(int at) => at + 1 < input.Length && input[at] == '-' && IsSpace(input[at + 1]);

    private void SkipSpace(bool trim)
    {
        while (trim && _at < input.Length && IsSpace(input[_at]))
        {
            _at++;
        }
    }

    private bool AtTerminator() => _at >= input.Length || IsSpace(input[_at]) || input[_at] is '.' or ',' or '|' or ':' or ')' or '('
        || string.CompareOrdinal(input, _at, Right, 0, 2) == 0;

    private Token Emit(TokenKind kind)
    {
        Token token = Make(kind);
        Ignore();
        return token;
    }

    // Go counts offsets in bytes of UTF-8; errors quote them.
    private Token Make(TokenKind kind)
    {
        _bytesBefore += Encoding.UTF8.GetByteCount(input.AsSpan(_bytesCounted, _start - _bytesCounted));
        _bytesCounted = _start;
        return new Token(kind, input[_start..Math.Max(_start, _at)], _bytesBefore, _startLine);
    }

    private void Ignore()
    {
        _line += input.AsSpan(_start, _at - _start).Count('\n');
        _startLine = _line;
        _start = _at;
    }

    private Token Fail(string message)
    {
        _failed = true;
        Token token = Make(TokenKind.Error) with { Text = message };
        _start = _at = input.Length;
        return token;
    }

    private string Unicode(int at)
    {
        if (at >= input.Length)
        {
            return "U+FFFD";
        }

        Rune.DecodeFromUtf16(input.AsSpan(at), out Rune rune, out _);
        return Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"U+{rune.Value:X4} '{rune}'";
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphanumeric(char c) => c == '_' || char.IsLetterOrDigit(c);
}
