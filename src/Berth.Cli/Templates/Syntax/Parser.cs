namespace Berth.Cli.Templates.Syntax;

/// <summary>
/// The grammar of Go's text/template. One token of look-ahead is not enough (a variable may begin a declaration or a value), hence
/// the small stack of tokens put back.
/// </summary>
internal sealed partial class Parser
{
    private const int DeepestNesting = 500;

    private readonly string _source;
    private readonly string _name;
    private readonly Func<string, bool> _isFunction;
    private readonly Lexer _lexer;
    private readonly Stack<Token> _putBack = new();
    private readonly Dictionary<string, TemplateText> _defined = new(StringComparer.Ordinal);
    private List<string> _variables = ["$"];
    private Token _last;
    private int _actionLine;
    private int _rangeDepth;
    private int _depth;

    internal Parser(string source, string name, Func<string, bool> isFunction)
    {
        (_source, _name, _isFunction) = (source, name, isFunction);
        _lexer = new Lexer(source);
    }

    public TemplateText Parse()
    {
        var body = new List<Node>();
        while (Peek().Kind != TokenKind.Eof)
        {
            if (Peek().Kind == TokenKind.LeftDelimiter)
            {
                Token delimiter = Next();
                if (NextNonSpace().Kind == TokenKind.Define)
                {
                    Define();
                    continue;
                }

                _putBack.Push(_last);
                _putBack.Push(delimiter);
            }

            Node node = TextOrAction();
            if (node is EndNode or ElseNode)
            {
                throw Fail($"unexpected {node}");
            }

            body.Add(node);
        }

        return new TemplateText(_name, _source, body, _defined);
    }

    private void Define()
    {
        const string Context = "define clause";
        string name = StringConstant(NextNonSpace(), Context);
        Expect(TokenKind.RightDelimiter, Context);
        _defined[name] = Nested(name, Context);
    }

    // The body of a definition sees none of the variables around it.
    private TemplateText Nested(string name, string context)
    {
        (List<string> outer, int depth) = (_variables, _rangeDepth);
        (_variables, _rangeDepth) = (["$"], 0);
        List<Node> body = ItemList(out Node end);
        if (end is not EndNode)
        {
            throw Fail($"unexpected {end} in {context}");
        }

        (_variables, _rangeDepth) = (outer, depth);
        return new TemplateText(_name, _source, body, _defined);
    }

    private List<Node> ItemList(out Node end)
    {
        var body = new List<Node>();
        while (PeekNonSpace().Kind != TokenKind.Eof)
        {
            Node node = TextOrAction();
            if (node is EndNode or ElseNode)
            {
                end = node;
                return body;
            }

            body.Add(node);
        }

        throw Fail("unexpected EOF");
    }

    private Node TextOrAction()
    {
        Token token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Position, token.Text);
            case TokenKind.LeftDelimiter:
                _actionLine = token.Line;
                Node action = Action();
                _actionLine = 0;
                return action;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        Token token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Block:
                return Block();
            case TokenKind.Break or TokenKind.Continue:
                return LoopControl(token);
            case TokenKind.Else:
                Token after = PeekNonSpace();
                return after.Kind is TokenKind.If or TokenKind.With
                    ? new ElseNode(after.Position)
                    : new ElseNode(Expect(TokenKind.RightDelimiter, "else").Position);
            case TokenKind.End:
                return new EndNode(Expect(TokenKind.RightDelimiter, "end").Position);
            case TokenKind.If or TokenKind.Range or TokenKind.With:
                return Branch(token.Text);
            case TokenKind.Template:
                return TemplateCall();
        }

        PutBack(token);
        PipeNode pipe = Pipeline("command", TokenKind.RightDelimiter);
        return new ActionNode(token.Position, pipe);
    }

    private Node LoopControl(Token word)
    {
        Token token = NextNonSpace();
        if (token.Kind != TokenKind.RightDelimiter)
        {
            throw Unexpected(token, $"{{{{{word.Text}}}}}");
        }

        if (_rangeDepth == 0)
        {
            throw Fail($"{{{{{word.Text}}}}} outside {{{{range}}}}");
        }

        return word.Kind == TokenKind.Break ? new BreakNode(word.Position) : new ContinueNode(word.Position);
    }

    private BranchNode Branch(string word)
    {
        Enter();
        int variables = _variables.Count;
        PipeNode pipe = Pipeline(word, TokenKind.RightDelimiter);
        _rangeDepth += word == "range" ? 1 : 0;
        List<Node> body = ItemList(out Node next);
        _rangeDepth -= word == "range" ? 1 : 0;
        List<Node>? otherwise = null;
        if (next is ElseNode)
        {
            TokenKind again = word switch { "if" => TokenKind.If, "with" => TokenKind.With, _ => TokenKind.Eof };
            if (Peek().Kind == again)
            {
                // "{{else if x}}" is "{{else}}{{if x}}" whose end closes both.
                Next();
                otherwise = [Branch(word)];
            }
            else
            {
                otherwise = ItemList(out next);
                if (next is not EndNode)
                {
                    throw Fail($"expected end; found {next}");
                }
            }
        }

        _variables.RemoveRange(variables, _variables.Count - variables);
        _depth--;
        return new BranchNode(pipe.Position, word, pipe, body, otherwise);
    }

    private TemplateNode Block()
    {
        const string Context = "block clause";
        Token token = NextNonSpace();
        string name = StringConstant(token, Context);
        PipeNode pipe = Pipeline(Context, TokenKind.RightDelimiter);
        _defined[name] = Nested(name, Context);
        return new TemplateNode(token.Position, name, pipe);
    }

    private TemplateNode TemplateCall()
    {
        const string Context = "template clause";
        Token token = NextNonSpace();
        string name = StringConstant(token, Context);
        Token next = NextNonSpace();
        PipeNode? pipe = null;
        if (next.Kind != TokenKind.RightDelimiter)
        {
            PutBack(next);
            pipe = Pipeline(Context, TokenKind.RightDelimiter);
        }

        return new TemplateNode(token.Position, name, pipe);
    }

    private string StringConstant(Token token, string context)
    {
        if (token.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            throw Unexpected(token, context);
        }

        return GoUnquoted.TryRead(token.Text, out string value) ? value : throw Fail("invalid syntax");
    }

    private Token Next() => _last = _putBack.Count > 0 ? _putBack.Pop() : _lexer.Next();

    private void PutBack(Token token) => _putBack.Push(token);

    private Token Peek()
    {
        Token next = Next();
        PutBack(next);
        return next;
    }

    private Token NextNonSpace()
    {
        Token token;
        do
        {
            token = Next();
        }
        while (token.Kind == TokenKind.Space);
        return token;
    }

    private Token PeekNonSpace()
    {
        Token token = NextNonSpace();
        PutBack(token);
        return token;
    }

    private Token Expect(TokenKind kind, string context)
    {
        Token token = NextNonSpace();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    // Go's stack grows as it must; this one does not.
    private void Enter()
    {
        if (++_depth > DeepestNesting)
        {
            throw Fail($"nested more than {DeepestNesting} deep");
        }
    }

    private TemplateException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Fail($"unexpected {token} in {context}");
        }

        string extra = "";
        if (_actionLine != 0 && _actionLine != token.Line)
        {
            extra = $"{(token.Text.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action")} started at {_name}:{_actionLine}";
        }

        return Fail(token.Text + extra);
    }

    private TemplateException Fail(string message) => new($"template: {_name}:{Math.Max(_last.Line, 1)}: {message}");
}
