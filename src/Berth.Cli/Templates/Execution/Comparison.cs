using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

/// <summary><c>eq</c> and <c>lt</c>: basic kinds of the same sort, integers regardless of sign.</summary>
internal static class Comparison
{
    private const string Incompatible = "incompatible types for comparison", NotBasic = "invalid type for comparison";

    private enum Sort
    {
        Other, Bool, Integer, Float, String,
    }

    /// <summary>True when the first equals any of the others.</summary>
    public static bool Equal(IReadOnlyList<GoValue> arguments)
    {
        GoValue first = arguments[0].Unwrap();
        if (arguments.Count < 2)
        {
            throw new FunctionException("missing argument for comparison");
        }

        return arguments.Skip(1).Any(argument => Equal(first, argument.Unwrap()));
    }

    public static bool Less(GoValue a, GoValue b)
    {
        (a, b) = (a.Unwrap(), b.Unwrap());
        (Sort one, Sort two) = (SortOf(a), SortOf(b));
        if (one == Sort.Other || two == Sort.Other)
        {
            throw new FunctionException(NotBasic);
        }

        if (one != two)
        {
            throw new FunctionException(Incompatible);
        }

        return (a, b) switch
        {
            (GoInteger x, GoInteger y) => x.Value < y.Value,
            (GoFloat x, GoFloat y) => x.Value < y.Value,
            (GoString x, GoString y) => string.CompareOrdinal(x.Value, y.Value) < 0,
            _ => throw new FunctionException(NotBasic),
        };
    }

    public static bool LessOrEqual(GoValue a, GoValue b) => Less(a, b) || Equal(a.Unwrap(), b.Unwrap());

    private static bool Equal(GoValue a, GoValue b)
    {
        (Sort one, Sort two) = (SortOf(a), SortOf(b));
        if (one != two)
        {
            return a is GoNone || b is GoNone ? false : throw new FunctionException(Incompatible);
        }

        switch (a, b)
        {
            case (GoBool x, GoBool y):
                return x.Value == y.Value;
            case (GoInteger x, GoInteger y):
                return x.Value == y.Value;
            case (GoFloat x, GoFloat y):
                return x.Value == y.Value;
            case (GoString x, GoString y):
                return x.Value == y.Value;
        }

        if (IsNil(a) || IsNil(b))
        {
            return IsNil(a) == IsNil(b);
        }

        if (a is GoSlice or GoMap || b is GoSlice or GoMap)
        {
            GoValue culprit = b is GoSlice or GoMap ? b : a;
            throw new FunctionException(a.TypeName == b.TypeName
                ? $"non-comparable type {GoFormat.Default(culprit)}: {culprit.TypeName}"
                : $"non-comparable types {GoFormat.Default(a)}: {a.TypeName}, {b.TypeName}: {GoFormat.Default(b)}");
        }

        return a is GoTime t && b is GoTime u ? t.Value == u.Value : ReferenceEquals(a, b);
    }

    private static bool IsNil(GoValue value) => value is GoNone or GoPointer { Target: null } or GoSlice { IsNil: true } or GoMap { IsNil: true };

    private static Sort SortOf(GoValue value) => value switch
    {
        GoBool => Sort.Bool,
        GoInteger => Sort.Integer,
        GoFloat => Sort.Float,
        GoString => Sort.String,
        _ => Sort.Other,
    };
}
