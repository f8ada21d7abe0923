using Berth.Cli.CommandLine;
using Berth.Cli.Templates.Syntax;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

internal sealed partial class Executor
{
    private GoValue CallFunction(GoValue dot, IdentifierNode node, Node whole, List<Node> words, GoValue? final)
    {
        _at = node;
        string name = node.Name;
        if (name is "and" or "or")
        {
            return Decide(dot, name, words, final);
        }

        Function function = _functions(name) ?? throw Fail($"{GoQuoted.Text(name)} is not a defined function");
        int given = words.Count - 1 + (final is null ? 0 : 1);
        if (function.IsVariadic ? given < function.Fixed : given != function.Fixed)
        {
            throw Fail(function.IsVariadic
                ? $"wrong number of args for {name}: want at least {function.Fixed} got {words.Count - 1}"
                : $"wrong number of args for {name}: want {function.Fixed} got {given}");
        }

        var arguments = new List<GoValue>(given);
        for (int i = 1; i < words.Count; i++)
        {
            arguments.Add(Argument(dot, words[i], function.KindOf(i - 1)));
        }

        if (final is not null)
        {
            arguments.Add(Validate(final, function.KindOf(given - 1)));
        }

        if (name == "call")
        {
            _at = whole;
            throw Fail(arguments[0].Unwrap() is GoNone
                ? "error calling call: call of nil"
                : $"error calling call: non-function {(words.Count > 1 ? words[1] : "value")} of type {arguments[0].Unwrap().TypeName}");
        }

        try
        {
            return function.Call(arguments);
        }
        catch (FunctionException failure)
        {
            _at = whole;
            throw Fail($"error calling {name}: {failure.Message}");
        }
    }

    private GoValue Decide(GoValue dot, string name, List<Node> words, GoValue? final)
    {
        if (words.Count < 2 && final is null)
        {
            throw Fail($"wrong number of args for {name}: want at least 1 got 0");
        }

        GoValue value = GoNone.Value;
        foreach (Node word in words.Skip(1))
        {
            value = Argument(dot, word, ParameterKind.Any).Unwrap();
            if (value.IsTrue == (name == "or"))
            {
                return value;
            }
        }

        return final ?? value;
    }

    private GoValue CallMethod(GoValue dot, GoMethods row, Node node, string name, int arity, List<Node>? words, GoValue? final)
    {
        if (arity == 0 && (words is null || words.Count <= 1) && final is null)
        {
            return row.Call(name, []);
        }

        return row.Call(name, StringArguments(dot, node, name, arity, words, final));
    }

    private List<string> StringArguments(GoValue dot, Node node, string name, int arity, List<Node>? words, GoValue? final)
    {
        int given = Math.Max(0, (words?.Count ?? 0) - 1) + (final is null ? 0 : 1);
        if (given != arity)
        {
            throw Fail($"wrong number of args for {name}: want {arity} got {given}");
        }

        var arguments = new List<string>();
        foreach (Node word in words?.Skip(1) ?? [])
        {
            arguments.Add(((GoString)Argument(dot, word, ParameterKind.String)).Value);
        }

        if (final is not null)
        {
            arguments.Add(((GoString)Validate(final, ParameterKind.String)).Value);
        }

        _at = node;
        return arguments;
    }

    private GoValue Argument(GoValue dot, Node word, ParameterKind kind)
    {
        _at = word;
        switch (word)
        {
            case DotNode:
                return Validate(dot, kind);
            case NilNode:
                return kind is ParameterKind.Any ? GoNone.Value
                    : kind is ParameterKind.Strings ? new GoSlice([], "[]string", isNil: true)
                    : throw Fail($"cannot assign nil to {Function.TypeName(kind)}");
            case FieldNode field:
                return Validate(Chain(dot, dot, field, field.Names, [word], null), kind);
            case VariableNode variable:
                return Validate(Variable(dot, variable, [word], null), kind);
            case PipeNode pipe:
                return Validate(Evaluate(dot, pipe), kind);
            case IdentifierNode function:
                return Validate(CallFunction(dot, function, function, [word], null), kind);
            case ChainNode chain:
                return Validate(Chain(dot, chain, [word], null), kind);
        }

        return (kind, word) switch
        {
            (ParameterKind.String, StringNode text) => new GoString(text.Value),
            (ParameterKind.String, _) => throw Fail($"expected string; found {word}"),
            (ParameterKind.Integer, NumberNode { Integer: long integer }) => new GoInteger(integer),
            (ParameterKind.Integer, _) => throw Fail($"expected integer; found {word}"),
            (ParameterKind.Strings, _) => throw Fail($"can't handle {word} for arg of type []string"),
            (_, BoolNode flag) => new GoBool(flag.Value),
            (_, NumberNode number) => Constant(number),
            (_, StringNode text) => new GoString(text.Value),
            _ => throw Fail($"can't handle assignment of {word} to empty interface argument"),
        };
    }

    private GoValue Validate(GoValue value, ParameterKind kind)
    {
        if (kind == ParameterKind.Any)
        {
            return value;
        }

        GoValue held = value.Unwrap();
        string wanted = Function.TypeName(kind);
        if (held is GoNone)
        {
            return kind == ParameterKind.Strings ? new GoSlice([], wanted, isNil: true) : throw Fail($"invalid value; expected {wanted}");
        }

        // A named slice type may be assigned to an unnamed one; a named string may not be assigned to string.
        bool fits = held.TypeName == wanted || (kind == ParameterKind.Strings && held is GoSlice && held.TypeName == "strslice.StrSlice");
        return fits ? held : throw Fail($"wrong type for value; expected {wanted}; got {(value is GoInterface ? "interface {}" : held.TypeName)}");
    }
}
