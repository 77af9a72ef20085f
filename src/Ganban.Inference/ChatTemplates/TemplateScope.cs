namespace Ganban.Inference.ChatTemplates;

/// <summary>The variables a statement sees: its own and those of the scopes around it.</summary>
internal sealed class TemplateScope(TemplateScope? outer)
{
    private readonly Dictionary<string, TemplateValue> _variables = new(StringComparer.Ordinal);

    /// <summary>Sets a variable in this scope; one of the same name further out is hidden, not changed.</summary>
    public void Set(string name, TemplateValue value) => _variables[name] = value;

    /// <summary>The variable's value, or undefined.</summary>
    public TemplateValue Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._variables.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return new TemplateValue.Undefined(name);
    }

    private TemplateScope? Outer => outer;
}
