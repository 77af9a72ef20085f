namespace Ganban.Inference.ChatTemplates;

/// <summary>One token of a template: its kind, its text (unescaped for strings) and its line, from 1.</summary>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, string Text, int Line)
{
    /// <summary>How an error message names the token.</summary>
    public string Description => Kind switch
    {
        TemplateTokenKind.End => "the end of the template",
        TemplateTokenKind.Data => "template text",
        TemplateTokenKind.OutputEnd => "'}}'",
        TemplateTokenKind.BlockEnd => "'%}'",
        _ => $"'{Text}'",
    };

    /// <summary>True for the operator or bracket <paramref name="text"/>.</summary>
    public bool IsOperator(string text) => Kind == TemplateTokenKind.Operator && Text == text;

    /// <summary>True for the name or keyword <paramref name="text"/>.</summary>
    public bool IsName(string text) => Kind == TemplateTokenKind.Name && Text == text;
}
