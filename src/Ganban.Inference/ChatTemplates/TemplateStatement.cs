namespace Ganban.Inference.ChatTemplates;

/// <summary>A statement of a template; <see cref="Line"/> is where it starts, from 1.</summary>
internal abstract record TemplateStatement(int Line)
{
    /// <summary>Literal text.</summary>
    internal sealed record Data(string Text, int Line) : TemplateStatement(Line);

    /// <summary><c>{{ expression }}</c>.</summary>
    internal sealed record Output(TemplateExpression Expression, int Line) : TemplateStatement(Line);

    /// <summary><c>{% if %}</c> with its branches in order; a null condition is <c>else</c>.</summary>
    internal sealed record If(
        IReadOnlyList<(TemplateExpression? Condition, IReadOnlyList<TemplateStatement> Body)> Branches,
        int Line) : TemplateStatement(Line);

    /// <summary><c>{% for targets in items if filter %}</c>.</summary>
    internal sealed record For(
        IReadOnlyList<string> Targets,
        TemplateExpression Items,
        TemplateExpression? Filter,
        IReadOnlyList<TemplateStatement> Body,
        IReadOnlyList<TemplateStatement> Otherwise,
        int Line) : TemplateStatement(Line);

    /// <summary>
    /// <c>{% set a = value %}</c>, <c>{% set a, b = value %}</c> or <c>{% set namespace.member = value %}</c>.
    /// </summary>
    internal sealed record Set(IReadOnlyList<string> Targets, string? Member, TemplateExpression Value, int Line)
        : TemplateStatement(Line);

    /// <summary><c>{% set name | filter %}body{% endset %}</c>, with any number of filters.</summary>
    internal sealed record Capture(
        string Target,
        IReadOnlyList<(string Name, TemplateExpression.ArgumentList Arguments)> Filters,
        IReadOnlyList<TemplateStatement> Body,
        int Line) : TemplateStatement(Line);

    /// <summary><c>{% macro name(parameters) %}</c>.</summary>
    internal sealed record Macro(
        string Identifier,
        IReadOnlyList<(string Name, TemplateExpression? Default)> Parameters,
        IReadOnlyList<TemplateStatement> Body,
        int Line) : TemplateStatement(Line);

    /// <summary>
    /// <c>{% filter name | … %}body{% endfilter %}</c>; without filters <c>{% generation %}</c>, which changes
    /// nothing.
    /// </summary>
    internal sealed record Filtered(
        IReadOnlyList<(string Name, TemplateExpression.ArgumentList Arguments)> Filters,
        IReadOnlyList<TemplateStatement> Body,
        int Line) : TemplateStatement(Line);

    /// <summary><c>{% with name = value %}body{% endwith %}</c>.</summary>
    internal sealed record With(
        IReadOnlyList<(string Name, TemplateExpression Value)> Variables,
        IReadOnlyList<TemplateStatement> Body,
        int Line) : TemplateStatement(Line);

    /// <summary>
    /// <c>{% call(parameters) macro(arguments) %}body{% endcall %}</c>: the macro gets the body as <c>caller</c>.
    /// </summary>
    internal sealed record Calling(TemplateExpression.Call Target, Macro Caller, int Line) : TemplateStatement(Line);

    /// <summary><c>{% break %}</c>.</summary>
    internal sealed record Break(int Line) : TemplateStatement(Line);

    /// <summary><c>{% continue %}</c>.</summary>
    internal sealed record Continue(int Line) : TemplateStatement(Line);
}
