namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// The evaluated arguments of one call of a function, filter, test or method named <see cref="Callee"/>.
/// </summary>
internal sealed class CallArguments(
    string callee,
    IReadOnlyList<TemplateValue> positional,
    IReadOnlyDictionary<string, TemplateValue> named,
    int line)
{
    /// <summary>What is called.</summary>
    public string Callee => callee;

    /// <summary>The line of the call.</summary>
    public int Line => line;

    /// <summary>The arguments without a name.</summary>
    public IReadOnlyList<TemplateValue> Positional => positional;

    /// <summary>The arguments with a name.</summary>
    public IReadOnlyDictionary<string, TemplateValue> Named => named;

    /// <summary>The arguments with a name as a mapping.</summary>
    public TemplateValue.Map NamedAsMap()
    {
        var map = new TemplateValue.Map();
        foreach (var (name, value) in named)
        {
            map.Set(TemplateValue.Text.Trusted(name), value);
        }

        return map;
    }

    /// <summary>The argument called <paramref name="name"/> or standing at <paramref name="index"/>, or null.</summary>
    public TemplateValue? Find(int index, string name) =>
        index < positional.Count ? positional[index] : named.GetValueOrDefault(name);

    /// <summary>As <see cref="Find"/>, but it must be there.</summary>
    public TemplateValue Require(int index, string name) =>
        Find(index, name) ?? throw Fault($"needs the argument '{name}'.");

    /// <summary>The text argument, which must be there.</summary>
    public MarkedText RequireText(int index, string name) =>
        Require(index, name) is TemplateValue.Text text
            ? text.Marked
            : throw Fault($"needs a string as '{name}', not {Require(index, name).Kind}.");

    /// <summary>The text argument, or null when absent or none.</summary>
    public string? FindText(int index, string name) =>
        Find(index, name) is null or TemplateValue.NoneValue ? null : RequireText(index, name).Value;

    /// <summary>The whole-number argument, or <paramref name="otherwise"/> when absent or none.</summary>
    public long FindInteger(int index, string name, long otherwise) => Find(index, name) switch
    {
        null or TemplateValue.NoneValue => otherwise,
        TemplateValue.Integer integer => integer.Value,
        TemplateValue.Boolean boolean => boolean.IsTruthy ? 1 : 0,
        var other => throw Fault($"needs an integer as '{name}', not {other.Kind}."),
    };

    /// <summary>True when the argument is there and truthy.</summary>
    public bool FindFlag(int index, string name) => Find(index, name)?.IsTruthy ?? false;

    /// <summary>
    /// The call without its first <paramref name="count"/> arguments, addressed to <paramref name="target"/>.
    /// </summary>
    public CallArguments Skip(int count, string target) => new(target, [.. positional.Skip(count)], named, line);

    /// <summary>The call with one more named argument, unless that is null.</summary>
    public CallArguments With(string name, TemplateValue? value) => value is null
        ? this
        : new(callee, positional, new Dictionary<string, TemplateValue>(named) { [name] = value }, line);

    /// <summary>An exception that names the callee and the line.</summary>
    public ChatTemplateException Fault(string message) => new($"{callee} {message}", line);
}
