using System.Text;
using Berth.Cli.CommandLine;
using Berth.Cli.Templates.Syntax;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

/// <summary>Runs a parsed template over a value, node by node, as Go's text/template does; errors carry place and source form.</summary>
internal sealed partial class Executor
{
    private const int DeepestCall = 500;

    private readonly TemplateText _template;
    private readonly string _name;
    private readonly Func<string, Function?> _functions;
    private readonly bool _missingKeyIsError;
    private readonly StringBuilder _output;
    private readonly List<(string Name, GoValue Value)> _variables = [];
    private readonly int _depth;
    private Node? _at;

    private Executor(TemplateText template, string name, Func<string, Function?> functions, bool missingKeyIsError, StringBuilder output, int depth)
    {
        (_template, _name, _functions, _missingKeyIsError, _output, _depth) = (template, name, functions, missingKeyIsError, output, depth);
    }

    private enum Flow
    {
        Next, Break, Continue,
    }

    /// <summary>Appends the result to <paramref name="output"/>; what was written before an error stays.</summary>
    /// <exception cref="TemplateException">The message is Go's.</exception>
    public static void Run(TemplateText template, GoValue data, Func<string, Function?> functions, bool missingKeyIsError, StringBuilder output)
    {
        var executor = new Executor(template, template.Name, functions, missingKeyIsError, output, depth: 0);
        executor._variables.Add(("$", data));
        executor.WalkAll(data, template.Body);
    }

    private Flow WalkAll(GoValue dot, List<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            Flow flow = Walk(dot, node);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Walk(GoValue dot, Node node)
    {
        _at = node;
        switch (node)
        {
            case TextNode text:
                _output.Append(text.Text);
                return Flow.Next;
            case ActionNode action:
                GoValue value = Evaluate(dot, action.Pipe);
                if (action.Pipe.Declared.Count == 0)
                {
                    _at = action;
                    _output.Append(Printable(value));
                }

                return Flow.Next;
            case BranchNode { Word: "range" } range:
                return Range(dot, range);
            case BranchNode branch:
                return Branch(dot, branch);
            case TemplateNode call:
                CallTemplate(dot, call);
                return Flow.Next;
            case BreakNode:
                return Flow.Break;
            case ContinueNode:
                return Flow.Continue;
            default:
                throw Fail($"unknown node: {node}");
        }
    }

    private static string Printable(GoValue value)
    {
        GoValue shown = value.Unwrap() is GoPointer pointer ? pointer.Indirect() : value.Unwrap();
        return shown is GoNone ? "<no value>" : GoFormat.Default(shown);
    }

    private Flow Branch(GoValue dot, BranchNode branch)
    {
        int mark = _variables.Count;
        GoValue value = Evaluate(dot, branch.Pipe);
        Flow flow = Flow.Next;
        if (value.Unwrap().IsTrue)
        {
            flow = WalkAll(branch.Word == "with" ? value : dot, branch.Body);
        }
        else if (branch.Else is not null)
        {
            flow = WalkAll(dot, branch.Else);
        }

        Forget(mark);
        return flow;
    }

    private Flow Range(GoValue dot, BranchNode range)
    {
        int mark = _variables.Count;
        GoValue value = Evaluate(dot, range.Pipe).Indirect();
        int inner = _variables.Count;
        bool any = false;
        foreach ((GoValue key, GoValue item) in Iterate(value, range))
        {
            any = true;
            Bind(range.Pipe, key, item);
            Flow flow = WalkAll(item, range.Body);
            Forget(inner);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        Flow result = !any && range.Else is not null ? WalkAll(dot, range.Else) : Flow.Next;
        Forget(mark);
        return result;
    }

    private IEnumerable<(GoValue Key, GoValue Item)> Iterate(GoValue value, BranchNode range)
    {
        switch (value)
        {
            case GoNone or GoInterface:
                return [];
            case GoSlice slice:
                return slice.Items.Select((item, i) => ((GoValue)new GoInteger(i), item));
            case GoMap map:
                return map.Entries.Select(entry => ((GoValue)new GoString(entry.Key, map.KeyType), entry.Value));
            case GoInteger count when range.Pipe.Declared.Count > 1:
                throw Fail($"can't use {count.Value} to iterate over more than one variable");
            case GoInteger count:
                return Count(count);
            default:
                throw Fail($"range can't iterate over {GoFormat.Default(value)}");
        }
    }

    private static IEnumerable<(GoValue Key, GoValue Item)> Count(GoInteger count)
    {
        for (long i = 0; i < count.Value; i++)
        {
            yield return (GoNone.Value, new GoInteger(i, count.TypeName));
        }
    }

    private void Bind(PipeNode pipe, GoValue key, GoValue item)
    {
        List<VariableNode> declared = pipe.Declared;
        if (declared.Count == 0)
        {
            return;
        }

        if (pipe.Assigns)
        {
            Assign(declared[0].Names[0], declared.Count > 1 ? key : item);
            if (declared.Count > 1)
            {
                Assign(declared[1].Names[0], item);
            }

            return;
        }

        // The last declared variable is on top of the stack: the element; below it, if there are two, the key.
        _variables[^1] = (_variables[^1].Name, item);
        if (declared.Count > 1)
        {
            _variables[^2] = (_variables[^2].Name, key);
        }
    }

    private void CallTemplate(GoValue dot, TemplateNode call)
    {
        _at = call;
        if (!_template.Defined.TryGetValue(call.Name, out TemplateText? called))
        {
            throw Fail($"template {GoQuoted.Text(call.Name)} not defined");
        }

        if (_depth == DeepestCall)
        {
            throw Fail($"exceeded maximum template depth ({DeepestCall})");
        }

        GoValue data = call.Pipe is null ? GoNone.Value : Evaluate(dot, call.Pipe);
        var inner = new Executor(called, call.Name, _functions, _missingKeyIsError, _output, _depth + 1);
        inner._variables.Add(("$", data));
        inner.WalkAll(data, called.Body);
    }

    private void Forget(int mark) => _variables.RemoveRange(mark, _variables.Count - mark);

    private void Assign(string name, GoValue value)
    {
        int index = _variables.FindLastIndex(variable => variable.Name == name);
        if (index < 0)
        {
            throw Fail($"undefined variable: {name}");
        }

        _variables[index] = (name, value);
    }

    private TemplateException Fail(string message)
    {
        if (_at is null)
        {
            return new TemplateException($"template: {_name}: {message}");
        }

        return new TemplateException($"template: {_template.Place(_at.Position)}: executing {GoQuoted.Text(_name)} at <{Source(_at)}>: {message}");
    }

    private static string Source(Node node) => node switch
    {
        ActionNode action => $"{{{{{action.Pipe}}}}}",
        BranchNode branch => $"{{{{{branch.Word} {branch.Pipe}}}}}...",
        _ => node.ToString()!,
    };
}
