namespace Berth.Cli.Templates.Values;

/// <summary>
/// A value as Go's reflection would show it to a template: its kind, the name of its type, and what it holds. The hierarchy is closed.
/// </summary>
internal abstract class GoValue
{
    /// <summary>The Go type as <c>%T</c> prints it: <c>string</c>, <c>container.NetworkMode</c>, <c>map[string]string</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>Whether <c>if</c> takes it for true: not empty, not zero, not nil.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>Steps through interfaces and pointers to what they hold; a nil pointer stays.</summary>
    public virtual GoValue Indirect() => this;

    /// <summary>Steps through an interface to what it holds.</summary>
    public virtual GoValue Unwrap() => this;
}

/// <summary>No value at all: an absent map key, or nil in an interface.</summary>
internal sealed class GoNone : GoValue
{
    private GoNone() { }

    public static GoNone Value { get; } = new();

    public override string TypeName => "<nil>";

    public override bool IsTrue => false;
}

/// <summary>An element of a container whose static type is <c>interface {}</c>.</summary>
internal sealed class GoInterface(GoValue held) : GoValue
{
    public override string TypeName => "interface {}";

    public override bool IsTrue => held.IsTrue;

    public override GoValue Indirect() => held is GoNone ? this : held.Indirect();

    public override GoValue Unwrap() => held;
}

internal sealed class GoBool(bool value) : GoValue
{
    public bool Value => value;

    public override string TypeName => "bool";

    public override bool IsTrue => value;
}

/// <summary>Any integer kind. <see cref="IsUnsigned"/> follows from the type's name; 64 bits with sign are enough for Docker's API.</summary>
internal sealed class GoInteger(long value, string type = "int") : GoValue
{
    public long Value => value;

    public override string TypeName => type;

    public bool IsUnsigned => type.StartsWith("uint", StringComparison.Ordinal) || type == "fs.FileMode";

    public bool IsDuration => type == "time.Duration";

    public override bool IsTrue => value != 0;
}

internal sealed class GoFloat(double value) : GoValue
{
    public double Value => value;

    public override string TypeName => "float64";

    public override bool IsTrue => value != 0;
}

/// <summary>Any string kind: <c>string</c>, <c>json.Number</c>, Docker's named ones.</summary>
internal sealed class GoString(string value, string type = "string") : GoValue
{
    public static GoString Empty { get; } = new("");

    public string Value => value;

    public override string TypeName => type;

    public override bool IsTrue => value.Length > 0;
}

/// <summary>A slice or array. A named type (<c>strslice.StrSlice</c>) also says what it is made of.</summary>
internal sealed class GoSlice(IReadOnlyList<GoValue> items, string type = "[]interface {}", bool isNil = false) : GoValue
{
    public IReadOnlyList<GoValue> Items => items;

    public bool IsNil => isNil;

    public override string TypeName => type;

    public override bool IsTrue => items.Count > 0;
}

/// <summary>
/// A map; its keys are strings (or a named string type) in Docker's API, and are kept in Go's printing order. A named type
/// (<c>nat.PortMap</c>) also says what it is made of.
/// </summary>
internal sealed class GoMap(SortedList<string, GoValue> entries, string type = "map[string]interface {}", bool isNil = false, string? madeOf = null) : GoValue
{
    private readonly string _form = madeOf ?? type;

    public SortedList<string, GoValue> Entries => entries;

    public bool IsNil => isNil;

    public override string TypeName => type;

    public string KeyType => _form[4.._form.IndexOf(']')];

    public string ElementType => _form[(_form.IndexOf(']') + 1)..];

    public override bool IsTrue => entries.Count > 0;

    /// <summary>What indexing with an absent key gives: the zero of the element's type.</summary>
    public GoValue Zero => ElementType switch
    {
        "string" => GoString.Empty,
        "interface {}" => GoNone.Value,
        var element when element.StartsWith("[]", StringComparison.Ordinal) => new GoSlice([], element, isNil: true),
        var element when element.StartsWith('*') => new GoPointer(null, element),
        var element => new GoStruct(element, [], []),
    };
}

/// <summary>A pointer; null is Go's nil of that type.</summary>
internal sealed class GoPointer(GoValue? target, string type) : GoValue
{
    public GoValue? Target => target;

    public override string TypeName => type;

    public override bool IsTrue => target is not null;

    public override GoValue Indirect() => target is null ? this : target.Indirect();
}

/// <summary>time.Time in UTC.</summary>
internal sealed class GoTime(DateTime value, string source) : GoValue
{
    public DateTime Value => value;

    /// <summary>The JSON text it came from.</summary>
    public string Source => source;

    public override string TypeName => "time.Time";

    public override bool IsTrue => true;
}

/// <summary>One field of a struct. An embedded one lends its own fields to the outer struct.</summary>
internal sealed record GoField(string Name, GoValue Value, bool Embedded = false);

/// <summary>
/// A struct: its fields in Go's order, all of them, and beside them the members that its JSON had, in that order, which is what
/// <c>json</c> prints.
/// </summary>
internal sealed class GoStruct(string type, IReadOnlyList<GoField> fields, IReadOnlyList<KeyValuePair<string, GoValue>> json) : GoValue
{
    public IReadOnlyList<GoField> Fields => fields;

    public IReadOnlyList<KeyValuePair<string, GoValue>> Json => json;

    public override string TypeName => type;

    public override bool IsTrue => true;

    /// <summary>The field of that name, an embedded struct's included; null when there is none.</summary>
    public GoValue? Find(string name)
    {
        foreach (GoField field in fields)
        {
            if (field.Name == name)
            {
                return field.Value;
            }
        }

        foreach (GoField field in fields)
        {
            if (field.Embedded && field.Value.Indirect() is GoStruct inner && inner.Find(name) is GoValue found)
            {
                return found;
            }
        }

        return null;
    }
}

/// <summary>
/// A pointer to a struct of which templates use only methods: docker's formatter contexts. Each is a row of a list.
/// </summary>
internal abstract class GoMethods : GoValue
{
    public override bool IsTrue => true;

    /// <summary>What <c>{{.}}</c> prints: the private fields of docker's struct.</summary>
    public abstract string Bare { get; }

    /// <summary>The methods without arguments that <c>json</c> prints, sorted.</summary>
    public abstract IReadOnlyList<string> JsonMethods { get; }

    /// <summary>The number of arguments a method takes; -1 when there is no such method.</summary>
    public abstract int Arity(string method);

    /// <summary>Calls a method with string arguments, as many as <see cref="Arity"/> says.</summary>
    public abstract GoValue Call(string method, IReadOnlyList<string> arguments);
}
