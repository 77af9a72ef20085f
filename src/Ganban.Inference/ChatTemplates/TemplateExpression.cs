namespace Ganban.Inference.ChatTemplates;

/// <summary>An expression of a template; <see cref="Line"/> is where it starts, from 1.</summary>
internal abstract record TemplateExpression(int Line)
{
    /// <summary>A number, string, boolean or none written in the template.</summary>
    internal sealed record Constant(TemplateValue Value, int Line) : TemplateExpression(Line);

    /// <summary>A variable.</summary>
    internal sealed record Name(string Identifier, int Line) : TemplateExpression(Line);

    /// <summary><c>target.name</c>.</summary>
    internal sealed record Attribute(TemplateExpression Target, string Member, int Line) : TemplateExpression(Line);

    /// <summary><c>target[key]</c>.</summary>
    internal sealed record Item(TemplateExpression Target, TemplateExpression Key, int Line) : TemplateExpression(Line);

    /// <summary><c>target[start:stop:step]</c>.</summary>
    internal sealed record Slice(
        TemplateExpression Target,
        TemplateExpression? Start,
        TemplateExpression? Stop,
        TemplateExpression? Step,
        int Line) : TemplateExpression(Line);

    /// <summary><c>target(arguments)</c>: a function, macro or method.</summary>
    internal sealed record Call(TemplateExpression Target, ArgumentList Arguments, int Line) : TemplateExpression(Line);

    /// <summary><c>input|filter(arguments)</c>.</summary>
    internal sealed record Filter(TemplateExpression Input, string Identifier, ArgumentList Arguments, int Line)
        : TemplateExpression(Line);

    /// <summary><c>input is [not] test</c>.</summary>
    internal sealed record Test(
        TemplateExpression Input,
        string Identifier,
        ArgumentList Arguments,
        bool Negated,
        int Line) : TemplateExpression(Line);

    /// <summary><c>not</c>, <c>-</c> or <c>+</c> before an operand.</summary>
    internal sealed record Unary(string Operator, TemplateExpression Operand, int Line) : TemplateExpression(Line);

    /// <summary>Arithmetic, <c>~</c>, <c>and</c>, <c>or</c>.</summary>
    internal sealed record Binary(string Operator, TemplateExpression Left, TemplateExpression Right, int Line)
        : TemplateExpression(Line);

    /// <summary>A chain such as <c>a &lt; b &lt;= c</c>; the operators include <c>in</c> and <c>not in</c>.</summary>
    internal sealed record Comparison(
        TemplateExpression First,
        IReadOnlyList<(string Operator, TemplateExpression Operand)> Rest,
        int Line) : TemplateExpression(Line);

    /// <summary><c>then if condition else otherwise</c>.</summary>
    internal sealed record Conditional(
        TemplateExpression Condition,
        TemplateExpression Then,
        TemplateExpression? Otherwise,
        int Line) : TemplateExpression(Line);

    /// <summary><c>[a, b]</c> or <c>(a, b)</c>.</summary>
    internal sealed record Sequence(IReadOnlyList<TemplateExpression> Items, bool IsTuple, int Line)
        : TemplateExpression(Line);

    /// <summary><c>{key: value}</c>.</summary>
    internal sealed record Mapping(IReadOnlyList<(TemplateExpression Key, TemplateExpression Value)> Entries, int Line)
        : TemplateExpression(Line);

    /// <summary>The arguments of a call, filter or test.</summary>
    internal sealed record ArgumentList(
        IReadOnlyList<TemplateExpression> Positional,
        IReadOnlyList<(string Name, TemplateExpression Value)> Named)
    {
        /// <summary>No arguments.</summary>
        public static ArgumentList Empty { get; } = new([], []);
    }
}
