namespace Ganban.Inference.ChatTemplates;

/// <summary>What a <see cref="TemplateToken"/> is.</summary>
internal enum TemplateTokenKind
{
    /// <summary>Literal template text, whitespace control already applied.</summary>
    Data,

    /// <summary><c>{{</c>.</summary>
    OutputBegin,

    /// <summary><c>}}</c>.</summary>
    OutputEnd,

    /// <summary><c>{%</c>.</summary>
    BlockBegin,

    /// <summary><c>%}</c>.</summary>
    BlockEnd,

    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A string literal, unescaped.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with fraction or exponent.</summary>
    Float,

    /// <summary>An operator or bracket.</summary>
    Operator,

    /// <summary>The end of the template.</summary>
    End,
}
