using System.Text;

namespace Berth.Cli.Templates.Syntax;

/// <summary>A piece of a parsed template. <see cref="object.ToString"/> gives the source form that errors quote.</summary>
internal abstract record Node(int Position);

internal sealed record TextNode(int Position, string Text) : Node(Position);

/// <summary>A pipeline whose value is printed, unless it declares a variable.</summary>
internal sealed record ActionNode(int Position, PipeNode Pipe) : Node(Position);

/// <summary><c>if</c>, <c>with</c> or <c>range</c>.</summary>
internal sealed record BranchNode(int Position, string Word, PipeNode Pipe, List<Node> Body, List<Node>? Else) : Node(Position);

internal sealed record TemplateNode(int Position, string Name, PipeNode? Pipe) : Node(Position)
{
    public override string ToString() => $"{{{{template {CommandLine.GoQuoted.Text(Name)}{(Pipe is null ? "" : " " + Pipe)}}}}}";
}

internal sealed record BreakNode(int Position) : Node(Position)
{
    public override string ToString() => "{{break}}";
}

internal sealed record ContinueNode(int Position) : Node(Position)
{
    public override string ToString() => "{{continue}}";
}

internal sealed record EndNode(int Position) : Node(Position)
{
    public override string ToString() => "{{end}}";
}

internal sealed record ElseNode(int Position) : Node(Position)
{
    public override string ToString() => "{{else}}";
}

/// <summary>Commands joined by <c>|</c>, perhaps assigned to variables.</summary>
internal sealed record PipeNode(int Position, List<VariableNode> Declared, bool Assigns, List<CommandNode> Commands) : Node(Position)
{
    public override string ToString()
    {
        string declared = Declared.Count == 0 ? "" : string.Join(", ", Declared) + (Assigns ? " = " : " := ");
        return declared + string.Join(" | ", Commands);
    }
}

/// <summary>A value or a function with its arguments.</summary>
internal sealed record CommandNode(int Position, List<Node> Words) : Node(Position)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Node word in Words)
        {
            text.Append(text.Length > 0 ? " " : "").Append(word is PipeNode ? $"({word})" : word.ToString());
        }

        return text.ToString();
    }
}

internal sealed record IdentifierNode(int Position, string Name) : Node(Position)
{
    public override string ToString() => Name;
}

/// <summary><c>.A.B</c>.</summary>
internal sealed record FieldNode(int Position, string[] Names) : Node(Position)
{
    public override string ToString() => "." + string.Join('.', Names);
}

/// <summary><c>$x.A.B</c>; the first name has the dollar.</summary>
internal sealed record VariableNode(int Position, string[] Names) : Node(Position)
{
    public override string ToString() => string.Join('.', Names);
}

/// <summary><c>(pipeline).A.B</c>.</summary>
internal sealed record ChainNode(int Position, Node Value, string[] Names) : Node(Position)
{
    public override string ToString() => (Value is PipeNode ? $"({Value})" : Value.ToString()) + "." + string.Join('.', Names);
}

internal sealed record DotNode(int Position) : Node(Position)
{
    public override string ToString() => ".";
}

internal sealed record NilNode(int Position) : Node(Position)
{
    public override string ToString() => "nil";
}

internal sealed record BoolNode(int Position, bool Value) : Node(Position)
{
    public override string ToString() => Value ? "true" : "false";
}

internal sealed record StringNode(int Position, string Source, string Value) : Node(Position)
{
    public override string ToString() => Source;
}

/// <summary>A number, kept as both kinds where its form allows both.</summary>
internal sealed record NumberNode(int Position, string Source, long? Integer, double? Float) : Node(Position)
{
    public override string ToString() => Source;
}
