using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

/// <summary>What a function wants of an argument; anything else stops the template with Go's message.</summary>
internal enum ParameterKind
{
    Any,
    String,
    Integer,

    /// <summary>A slice of strings.</summary>
    Strings,
}

/// <summary>
/// A function that templates call. <see cref="Parameters"/> are the fixed ones; with <see cref="IsVariadic"/> the last of them may be
/// repeated or absent.
/// </summary>
internal sealed record Function(ParameterKind[] Parameters, Func<IReadOnlyList<GoValue>, GoValue> Call, bool IsVariadic = false)
{
    public int Fixed => IsVariadic ? Parameters.Length - 1 : Parameters.Length;

    public ParameterKind KindOf(int index) => Parameters[Math.Min(index, Parameters.Length - 1)];

    /// <summary>The Go type of a parameter, as <c>expected …; got …</c> names it.</summary>
    public static string TypeName(ParameterKind kind) => kind switch
    {
        ParameterKind.String => "string",
        ParameterKind.Integer => "int",
        ParameterKind.Strings => "[]string",
        _ => "interface {}",
    };
}

/// <summary>A function cannot work with what it was given; the executor adds its name and the place.</summary>
internal sealed class FunctionException(string message) : Exception(message);
