using System.Collections.Frozen;
using System.Globalization;

namespace Ganban.Inference.ChatTemplates;

/// <summary>The filters that <c>|</c> knows. Those over lists are in <see cref="SequenceFilters"/>.</summary>
internal static class TemplateFilters
{
    private static readonly FrozenDictionary<string, Filter> All = SequenceFilters.All.Concat(
        new Dictionary<string, Filter>
        {
            ["tojson"] = ToJson,
            ["trim"] = (v, a, b) => Wrap(Print(v, a, b).Trim(a.FindText(0, "chars"), start: true, end: true)),
            ["string"] = (v, a, b) => Wrap(Print(v, a, b)),
            ["safe"] = (v, _, _) => v,
            ["default"] = Default,
            ["d"] = Default,
            ["upper"] = (v, a, b) => Wrap(Print(v, a, b).Map((c, _) => char.ToUpperInvariant(c))),
            ["lower"] = (v, a, b) => Wrap(Print(v, a, b).Map((c, _) => char.ToLowerInvariant(c))),
            ["capitalize"] = (v, a, b) => Wrap(TextMethods.Capitalize(Print(v, a, b))),
            ["title"] = (v, a, b) => Wrap(TextMethods.Title(Print(v, a, b))),
            ["replace"] = (v, a, b) => TextMethods.Replace(Print(v, a, b), a, b),
            ["indent"] = Indent,
            ["int"] = ToInteger,
            ["float"] = ToFloat,
            ["abs"] = (v, a, _) => v is TemplateValue.Integer n
                ? new TemplateValue.Integer(n.Value < 0 ? unchecked(-n.Value) : n.Value)
                : new TemplateValue.Float(Math.Abs(TemplateOperators.AsDouble(v)
                    ?? throw a.Fault($"does not take {v.Kind}."))),
            ["round"] = (v, a, _) => new TemplateValue.Float(Math.Round(
                TemplateOperators.AsDouble(v) ?? throw a.Fault($"does not take {v.Kind}."),
                (int)Math.Clamp(a.FindInteger(0, "precision", 0), 0, 15))),
        }).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A filter: its input, its arguments, and what rendering may still spend.</summary>
    internal delegate TemplateValue Filter(TemplateValue value, CallArguments arguments, RenderBudget budget);

    /// <summary>True for a filter that <c>|</c> knows.</summary>
    public static bool Exists(string name) => All.ContainsKey(name);

    /// <summary>Applies the filter that <paramref name="arguments"/> name as callee.</summary>
    public static TemplateValue Apply(TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        All.TryGetValue(arguments.Callee, out var filter)
            ? filter(value, arguments, budget)
            : throw new ChatTemplateException($"there is no filter '{arguments.Callee}'.", arguments.Line);

    private static TemplateValue.Text Wrap(MarkedText text) => new(text);

    private static MarkedText Print(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var text = ValueText.Print(value, budget, arguments.Line);
        budget.Charge(arguments.Line, text.Length);
        return text;
    }

    private static TemplateValue.Text ToJson(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var indent = arguments.FindInteger(0, "indent", -1);
        return indent > 16
            ? throw arguments.Fault("takes an indent of 0 to 16.")
            : Wrap(ValueText.Json(value, indent < 0 ? null : (int)indent, budget, arguments.Line));
    }

    private static TemplateValue Default(TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        value is TemplateValue.Undefined || (arguments.FindFlag(1, "boolean") && !value.IsTruthy)
            ? arguments.Find(0, "default_value") ?? TemplateValue.Text.Trusted("")
            : value;

    private static TemplateValue.Text Indent(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var text = Print(value, arguments, budget);
        var prefix = arguments.Find(0, "width") is TemplateValue.Text characters
            ? characters.Marked
            : MarkedText.Trusted(new string(' ', (int)Math.Clamp(arguments.FindInteger(0, "width", 4), 0, 256)));
        var first = arguments.FindFlag(1, "first");
        var blank = arguments.FindFlag(2, "blank");
        budget.ChargeItems(arguments.Line, text.Value.AsSpan().Count('\n'));
        var lines = text.Split("\n", -1);
        budget.ChargeText(arguments.Line, text.Length + (long)lines.Count * prefix.Length);
        var indented = lines.Select((l, i) =>
            (i == 0 && !first) || (i > 0 && l.Length == 0 && !blank) ? l : prefix.Concat(l));
        return Wrap(MarkedText.Join(MarkedText.Trusted("\n"), [.. indented]));
    }

    private static TemplateValue ToInteger(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var number = value is TemplateValue.Text text
            ? double.TryParse(text.Value.Trim(), CultureInfo.InvariantCulture, out var parsed) ? parsed : null
            : TemplateOperators.AsDouble(value);
        return value is TemplateValue.Integer
            ? value
            : number is { } x && Math.Abs(x) < long.MaxValue
                ? new TemplateValue.Integer((long)x)
                : new TemplateValue.Integer(arguments.FindInteger(0, "default", 0));
    }

    private static TemplateValue.Float ToFloat(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var number = value is TemplateValue.Text text
            ? double.TryParse(text.Value.Trim(), CultureInfo.InvariantCulture, out var parsed) ? parsed : null
            : TemplateOperators.AsDouble(value);
        return new TemplateValue.Float(
            number ?? (arguments.Find(0, "default") is { } other ? TemplateOperators.AsDouble(other) ?? 0 : 0));
    }
}
