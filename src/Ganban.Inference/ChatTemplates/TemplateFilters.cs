using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json;

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
            ["safe"] = (v, a, b) => new TemplateValue.Text(Print(v, a, b)) { IsMarkup = true },
            ["default"] = Default,
            ["d"] = Default,
            ["upper"] = (v, a, b) => Wrap(Print(v, a, b).Map((c, _) => char.ToUpperInvariant(c))),
            ["lower"] = (v, a, b) => Wrap(Print(v, a, b).Map((c, _) => char.ToLowerInvariant(c))),
            ["capitalize"] = (v, a, b) => Wrap(TextMethods.Capitalize(Print(v, a, b))),
            ["title"] = (v, a, b) => Wrap(TextMethods.Title(Print(v, a, b))),
            ["replace"] = (v, a, b) => TextMethods.Replace(Print(v, a, b), a, b),
            ["indent"] = Indent,
            ["center"] = (v, a, b) => Wrap(TextMethods.Pad(Print(v, a, b), a, b, 0.5, 80)),
            ["truncate"] = Truncate,
            ["wordcount"] = (v, a, b) => new TemplateValue.Integer(WordCount(Print(v, a, b).Value)),
            ["format"] = (v, a, b) => Wrap(TextFormat.Percent(
                Print(v, a, b),
                a.Named.Count > 0 ? a.NamedAsMap() : new TemplateValue.List(a.Positional),
                b,
                a.Line)),
            ["escape"] = (v, a, b) => v is TemplateValue.Text { IsMarkup: true } ? v : Escape(v, a, b),
            ["e"] = (v, a, b) => v is TemplateValue.Text { IsMarkup: true } ? v : Escape(v, a, b),
            ["forceescape"] = Escape,
            ["from_json"] = FromJson,
            ["int"] = ToInteger,
            ["float"] = ToFloat,
            ["abs"] = (v, a, _) => v is TemplateValue.Integer n
                ? new TemplateValue.Integer(n.Value < 0 ? unchecked(-n.Value) : n.Value)
                : new TemplateValue.Float(Math.Abs(TemplateOperators.AsDouble(v)
                    ?? throw a.Fault($"does not take {v.Kind}."))),
            ["round"] = Round,
        }).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A filter: its input, its arguments, and what rendering may still spend.</summary>
    internal delegate TemplateValue Filter(TemplateValue value, CallArguments arguments, RenderBudget budget);

    /// <summary>True for a filter that <c>|</c> knows.</summary>
    public static bool Exists(string name) => All.ContainsKey(name);

    /// <summary>Applies the filter that <paramref name="arguments"/> name as callee.</summary>
    public static TemplateValue Apply(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        // Filters apply filters: 'map' may be given itself.
        using var depth = budget.Enter(arguments.Line);
        return All.TryGetValue(arguments.Callee, out var filter)
            ? filter(value, arguments, budget)
            : throw new ChatTemplateException($"there is no filter '{arguments.Callee}'.", arguments.Line);
    }

    private static TemplateValue.Text Wrap(MarkedText text) => new(text);

    private static MarkedText Print(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var text = ValueText.Print(value, budget, arguments.Line);
        budget.Charge(arguments.Line, text.Length);
        return text;
    }

    private static TemplateValue.Text ToJson(TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        Wrap(ValueJson.Write(value, ValueJson.Style.Of(arguments), budget, arguments.Line));

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

    private static int WordCount(string text)
    {
        static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
        return text.Where((c, i) => IsWord(c) && (i == 0 || !IsWord(text[i - 1]))).Count();
    }

    private static TemplateValue.Text Truncate(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var characters = new TextCharacters(Print(value, arguments, budget));
        var length = (int)Math.Clamp(arguments.FindInteger(0, "length", 255), 0, int.MaxValue);
        var killsWords = arguments.FindFlag(1, "killwords");
        var end = arguments.Find(2, "end") is TemplateValue.Text text ? text.Marked : MarkedText.Trusted("...");
        var leeway = Math.Clamp(arguments.FindInteger(3, "leeway", 5), 0, int.MaxValue);
        if (characters.Count <= length + leeway)
        {
            return Wrap(characters[0, characters.Count]);
        }

        var kept = characters[0, Math.Max(0, length - end.Length)];
        var space = kept.Value.LastIndexOf(' ');
        return Wrap((killsWords || space < 0 ? kept : kept[..space]).Concat(end));
    }

    private static TemplateValue.Text Escape(TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        new(TextMethods.Escape(Print(value, arguments, budget), budget, arguments.Line)) { IsMarkup = true };

    private static TemplateValue FromJson(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var text = Print(value, arguments, budget);
        budget.ChargeItems(arguments.Line, text.Length / 2);
        try
        {
            return TemplateValue.FromJson(JsonNode.Parse(text.Value));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // ArgumentException is how JsonObject reports a key that stands there twice.
            throw arguments.Fault("is given a text that is not JSON.");
        }
    }

    private static TemplateValue.Float Round(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var number = TemplateOperators.AsDouble(value) ?? throw arguments.Fault($"does not take {value.Kind}.");
        var digits = (int)Math.Clamp(arguments.FindInteger(0, "precision", 0), 0, 15);
        var scale = Math.Pow(10, digits);
        return new TemplateValue.Float((arguments.FindText(1, "method") ?? "common") switch
        {
            "common" => Math.Round(number, digits),
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            var method => throw arguments.Fault($"knows the methods common, ceil and floor, not '{method}'."),
        });
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
