using Berth.Cli.CommandLine;
using Berth.Cli.Templates.Syntax;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

internal sealed partial class Executor
{
    private GoValue Evaluate(GoValue dot, PipeNode pipe)
    {
        _at = pipe;
        GoValue? value = null;
        foreach (CommandNode command in pipe.Commands)
        {
            // What the previous command gave is the last argument of this one.
            value = Evaluate(dot, command, value).Unwrap();
        }

        foreach (VariableNode variable in pipe.Declared)
        {
            if (pipe.Assigns)
            {
                Assign(variable.Names[0], value!);
            }
            else
            {
                _variables.Add((variable.Names[0], value!));
            }
        }

        return value!;
    }

    private GoValue Evaluate(GoValue dot, CommandNode command, GoValue? final)
    {
        Node first = command.Words[0];
        List<Node> words = command.Words;
        switch (first)
        {
            case FieldNode field:
                _at = field;
                return Chain(dot, dot, field, field.Names, words, final);
            case ChainNode chain:
                return Chain(dot, chain, words, final);
            case IdentifierNode function:
                return CallFunction(dot, function, command, words, final);
            case PipeNode pipe:
                NotAFunction(words, final);
                return Evaluate(dot, pipe);
            case VariableNode variable:
                return Variable(dot, variable, words, final);
        }

        _at = first;
        NotAFunction(words, final);
        return first switch
        {
            BoolNode flag => new GoBool(flag.Value),
            DotNode => dot,
            NumberNode number => Constant(number),
            StringNode text => new GoString(text.Value),
            NilNode => throw Fail("nil is not a command"),
            _ => throw Fail($"can't evaluate command {GoQuoted.Text(first.ToString()!)}"),
        };
    }

    private GoValue Constant(NumberNode number)
    {
        _at = number;
        bool written = number.Source.AsSpan().IndexOfAny(".eEpP") >= 0 && !number.Source.StartsWith("0x", StringComparison.Ordinal) && number.Source[0] != '\'';
        return number.Float is double real && (written || number.Integer is null)
            ? new GoFloat(real)
            : new GoInteger(number.Integer!.Value, number.Source[0] == '\'' ? "int32" : "int");
    }

    private GoValue Variable(GoValue dot, VariableNode variable, List<Node> words, GoValue? final)
    {
        _at = variable;
        int index = _variables.FindLastIndex(known => known.Name == variable.Names[0]);
        GoValue value = index < 0 ? throw Fail($"undefined variable: {variable.Names[0]}") : _variables[index].Value;
        if (variable.Names.Length == 1)
        {
            NotAFunction(words, final);
            return value;
        }

        return Chain(dot, value, variable, variable.Names.AsSpan(1), words, final);
    }

    private GoValue Chain(GoValue dot, ChainNode chain, List<Node> words, GoValue? final)
    {
        _at = chain;
        if (chain.Value is NilNode)
        {
            throw Fail($"indirection through explicit nil in {chain}");
        }

        GoValue value = Argument(dot, chain.Value, ParameterKind.Any);
        return Chain(dot, value, chain, chain.Names, words, final);
    }

    private GoValue Chain(GoValue dot, GoValue receiver, Node node, ReadOnlySpan<string> names, List<Node> words, GoValue? final)
    {
        foreach (string name in names[..^1])
        {
            receiver = Field(dot, receiver, node, name, null, null);
        }

        return Field(dot, receiver, node, names[^1], words, final);
    }

    private GoValue Field(GoValue dot, GoValue receiver, Node node, string name, List<Node>? words, GoValue? final)
    {
        if (receiver is GoNone)
        {
            return _missingKeyIsError ? throw Fail($"nil data; no entry for key {GoQuoted.Text(name)}") : GoNone.Value;
        }

        bool hasArguments = words is { Count: > 1 } || final is not null;
        string type = receiver.TypeName;
        switch (receiver.Indirect())
        {
            case GoInterface or GoPointer when !IsKnownToLack(receiver, name):
                throw Fail($"nil pointer evaluating {type}.{name}");
            case GoMethods row when row.Arity(name) is int arity and >= 0:
                return CallMethod(dot, row, node, name, arity, words, final);
            case GoMap { TypeName: HeaderRow.MapType } header when name == "Label":
                return new GoString(HeaderRow.Label(StringArguments(dot, node, name, 1, words, final)[0]));
            case GoMap map when map.KeyType == "string":
                if (hasArguments)
                {
                    throw Fail($"{name} is not a method but has arguments");
                }

                return map.Entries.TryGetValue(name, out GoValue? entry) ? entry
                    : _missingKeyIsError ? throw Fail($"map has no entry for key {GoQuoted.Text(name)}") : GoNone.Value;
            case GoStruct record when record.Find(name) is GoValue field:
                return hasArguments ? throw Fail($"{name} has arguments but cannot be invoked as function") : field;
        }

        throw Fail($"can't evaluate field {name} in type {type}");
    }

    // A nil pointer to a struct that has no such field is "can't evaluate", not "nil pointer".
    private static bool IsKnownToLack(GoValue receiver, string name) =>
        receiver.Unwrap() is GoPointer pointer && ApiTypes.Lacks(pointer.TypeName, name);

    private void NotAFunction(List<Node> words, GoValue? final)
    {
        if (words.Count > 1 || final is not null)
        {
            throw Fail($"can't give argument to non-function {words[0]}");
        }
    }
}
