using System.Globalization;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Templates.Syntax;

internal sealed partial class Parser
{
    private PipeNode Pipeline(string context, TokenKind end)
    {
        Enter();
        Token first = PeekNonSpace();
        var pipe = new PipeNode(first.Position, [], Assigns: false, []);
        while (first.Kind == TokenKind.Variable)
        {
            Token variable = Next();
            Token after = Next();
            Token sign = after.Kind == TokenKind.Space ? NextNonSpace() : after;
            if (sign.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                pipe = pipe with { Assigns = sign.Kind == TokenKind.Assign };
                Declare(pipe, variable);
            }
            else if (sign.Kind == TokenKind.Char && sign.Text == ",")
            {
                Declare(pipe, variable);
                if (context == "range" && pipe.Declared.Count < 2)
                {
                    first = PeekNonSpace();
                    if (first.Kind is TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParen)
                    {
                        continue;
                    }

                    throw Fail("range can only initialize variables");
                }

                throw Fail($"too many declarations in {context}");
            }
            else
            {
                PutBack(sign);
                if (after.Kind == TokenKind.Space)
                {
                    PutBack(after);
                }

                PutBack(variable);
            }

            break;
        }

        while (true)
        {
            Token token = NextNonSpace();
            if (token.Kind == end)
            {
                Check(pipe, context);
                _depth--;
                return pipe;
            }

            if (!BeginsOperand(token.Kind))
            {
                throw Unexpected(token, context);
            }

            PutBack(token);
            pipe.Commands.Add(Command());
        }
    }

    private void Declare(PipeNode pipe, Token variable)
    {
        pipe.Declared.Add(new VariableNode(variable.Position, [variable.Text]));
        _variables.Add(variable.Text);
    }

    private void Check(PipeNode pipe, string context)
    {
        if (pipe.Commands.Count == 0)
        {
            throw Fail($"missing value for {context}");
        }

        for (int i = 1; i < pipe.Commands.Count; i++)
        {
            if (pipe.Commands[i].Words[0] is BoolNode or DotNode or NilNode or NumberNode or StringNode)
            {
                throw Fail($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode Command()
    {
        var command = new CommandNode(PeekNonSpace().Position, []);
        while (true)
        {
            PeekNonSpaceAndDropSpace();
            if (Operand() is Node operand)
            {
                command.Words.Add(operand);
            }

            Token token = Next();
            if (token.Kind == TokenKind.Space)
            {
                continue;
            }

            if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParen)
            {
                PutBack(token);
            }
            else if (token.Kind != TokenKind.Pipe)
            {
                throw Unexpected(token, "operand");
            }

            break;
        }

        return command.Words.Count > 0 ? command : throw Fail("empty command");
    }

    private void PeekNonSpaceAndDropSpace() => PutBack(NextNonSpace());

    private Node? Operand()
    {
        Node? node = Term();
        if (node is null || Peek().Kind != TokenKind.Field)
        {
            return node;
        }

        int position = Peek().Position;
        var names = new List<string>();
        while (Peek().Kind == TokenKind.Field)
        {
            names.Add(Next().Text[1..]);
        }

        return node switch
        {
            FieldNode field => new FieldNode(position, [.. field.Names, .. names]),
            VariableNode variable => new VariableNode(position, [.. variable.Names, .. names]),
            BoolNode or StringNode or NumberNode or NilNode or DotNode => throw Fail($"unexpected . after term {GoQuoted.Text(node.ToString()!)}"),
            _ => new ChainNode(position, node, [.. names]),
        };
    }

    private Node? Term()
    {
        Token token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return _isFunction(token.Text)
                    ? new IdentifierNode(token.Position, token.Text)
                    : throw Fail($"function {GoQuoted.Text(token.Text)} not defined");
            case TokenKind.Dot:
                return new DotNode(token.Position);
            case TokenKind.Nil:
                return new NilNode(token.Position);
            case TokenKind.Variable:
                return _variables.Contains(token.Text)
                    ? new VariableNode(token.Position, [token.Text])
                    : throw Fail($"undefined variable {GoQuoted.Text(token.Text)}");
            case TokenKind.Field:
                return new FieldNode(token.Position, [token.Text[1..]]);
            case TokenKind.Bool:
                return new BoolNode(token.Position, token.Text == "true");
            case TokenKind.Number or TokenKind.CharConstant:
                return Number(token);
            case TokenKind.LeftParen:
                return Pipeline("parenthesized pipeline", TokenKind.RightParen);
            case TokenKind.String or TokenKind.RawString:
                return GoUnquoted.TryRead(token.Text, out string value)
                    ? new StringNode(token.Position, token.Text, value)
                    : throw Fail("invalid syntax");
            default:
                PutBack(token);
                return null;
        }
    }

    private NumberNode Number(Token token)
    {
        string text = token.Text;
        if (token.Kind == TokenKind.CharConstant)
        {
            return GoUnquoted.TryRead(text, out string character) && System.Text.Rune.TryGetRuneAt(character, 0, out System.Text.Rune rune)
                && rune.Utf16SequenceLength == character.Length
                ? new NumberNode(token.Position, text, rune.Value, rune.Value)
                : throw Fail($"malformed character constant: {text}");
        }

        string digits = text.Replace("_", "");
        if (GoNumber.TryParse(digits, out long integer, out string reason))
        {
            return new NumberNode(token.Position, text, integer, integer);
        }

        if (reason == "value out of range")
        {
            throw Fail($"integer overflow: {GoQuoted.Text(text)}");
        }

        if (!digits.EndsWith('i') && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double real))
        {
            return new NumberNode(token.Position, text, real == Math.Truncate(real) && Math.Abs(real) < 9e18 ? (long)real : null, real);
        }

        throw Fail($"illegal number syntax: {GoQuoted.Text(text)}");
    }

    private static bool BeginsOperand(TokenKind kind) => kind is TokenKind.Bool or TokenKind.CharConstant or TokenKind.Dot or TokenKind.Field
        or TokenKind.Identifier or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.String or TokenKind.Variable or TokenKind.LeftParen;
}
