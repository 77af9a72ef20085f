using System.Buffers;

namespace Ganban.Inference.ChatTemplates;

/// <summary>The methods of strings.</summary>
internal static class TextMethods
{
    private static readonly SearchValues<char> Whitespace = SearchValues.Create(" \t\n\r\f\v");

    /// <summary>
    /// Calls the method that <paramref name="arguments"/> name as callee; null when strings have none such.
    /// </summary>
    public static TemplateValue? Call(MarkedText text, CallArguments arguments, RenderBudget budget)
    {
        budget.Charge(arguments.Line, text.Length);
        return arguments.Callee switch
        {
            "strip" => Wrap(text.Trim(arguments.FindText(0, "chars"), start: true, end: true)),
            "lstrip" => Wrap(text.Trim(arguments.FindText(0, "chars"), start: true, end: false)),
            "rstrip" => Wrap(text.Trim(arguments.FindText(0, "chars"), start: false, end: true)),
            "upper" => Wrap(text.Map((c, _) => char.ToUpperInvariant(c))),
            "lower" => Wrap(text.Map((c, _) => char.ToLowerInvariant(c))),
            "capitalize" => Wrap(Capitalize(text)),
            "title" => Wrap(Title(text)),
            "split" => Split(text, arguments, budget),
            "splitlines" => List(text.Length == 0 ? [] : text.Trim("\n", start: false, end: true).Split("\n", -1)),
            "replace" => Replace(text, arguments, budget),
            "startswith" => TemplateValue.Of(Any(arguments, x => text.Value.StartsWith(x, StringComparison.Ordinal))),
            "endswith" => TemplateValue.Of(Any(arguments, x => text.Value.EndsWith(x, StringComparison.Ordinal))),
            "removeprefix" => Wrap(text.Value.StartsWith(Affix(arguments), StringComparison.Ordinal)
                ? text[Affix(arguments).Length..]
                : text),
            "removesuffix" => Wrap(text.Value.EndsWith(Affix(arguments), StringComparison.Ordinal)
                ? text[..^Affix(arguments).Length]
                : text),
            "find" => new TemplateValue.Integer(text.Value.IndexOf(Affix(arguments), StringComparison.Ordinal)),
            "count" => new TemplateValue.Integer(
                Affix(arguments).Length == 0 ? text.Length + 1 : text.Split(Affix(arguments), -1).Count - 1),
            "join" => Join(text, arguments, budget),
            "isdigit" => TemplateValue.Of(text.Length > 0 && text.Value.All(char.IsDigit)),
            _ => null,
        };
    }

    /// <summary>First character in upper case, the rest in lower case.</summary>
    public static MarkedText Capitalize(MarkedText text) =>
        text.Map((c, i) => i == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));

    /// <summary>First letter of every word in upper case, the rest in lower case.</summary>
    public static MarkedText Title(MarkedText text) => text.Map((c, i) =>
        i == 0 || !char.IsLetter(text.Value[i - 1]) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));

    /// <summary>Replaces the first argument by the second, at most as often as the third says.</summary>
    public static TemplateValue Replace(MarkedText text, CallArguments arguments, RenderBudget budget)
    {
        var old = arguments.RequireText(0, "old").Value;
        var replacement = arguments.RequireText(1, "new");
        if (old.Length == 0)
        {
            throw arguments.Fault("can't replace the empty string.");
        }

        var times = (long)text.Value.AsSpan().Count(old);
        budget.ChargeItems(arguments.Line, times);
        budget.ChargeText(arguments.Line, text.Length + times * replacement.Length);

        return Wrap(text.Replace(old, replacement, arguments.FindInteger(2, "count", -1)));
    }

    private static TemplateValue.Text Wrap(MarkedText text) => new(text);

    private static TemplateValue.List List(IEnumerable<MarkedText> parts) => new([.. parts.Select(Wrap)]);

    private static string Affix(CallArguments arguments) => arguments.RequireText(0, "text").Value;

    private static bool Any(CallArguments arguments, Func<string, bool> holds) =>
        arguments.Require(0, "text") is TemplateValue.List list
            ? list.Items.OfType<TemplateValue.Text>().Any(x => holds(x.Value))
            : holds(Affix(arguments));

    private static TemplateValue.List Split(MarkedText text, CallArguments arguments, RenderBudget budget)
    {
        var count = arguments.FindInteger(1, "maxsplit", -1);
        if (arguments.FindText(0, "sep") is { } separator)
        {
            if (separator.Length == 0)
            {
                throw arguments.Fault("can't split at the empty string.");
            }

            budget.ChargeItems(arguments.Line, text.Value.AsSpan().Count(separator));
            return List(text.Split(separator, count));
        }

        var words = new List<MarkedText>();
        var rest = text.Trim(null, start: true, end: true);
        while (rest.Length > 0)
        {
            var end = count-- == 0 ? -1 : rest.Value.AsSpan().IndexOfAny(Whitespace);
            budget.ChargeText(arguments.Line, rest.Length);
            words.Add(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? MarkedText.Empty : rest[end..].Trim(null, start: true, end: false);
        }

        return List(words);
    }

    private static TemplateValue.Text Join(MarkedText separator, CallArguments arguments, RenderBudget budget)
    {
        var parts = TemplateOperators.Items(arguments.Require(0, "items"), budget, arguments.Line)
            .Select(x => x as TemplateValue.Text ?? throw arguments.Fault($"joins strings, not {x.Kind}."))
            .Select(x => x.Marked).ToList();
        budget.ChargeText(arguments.Line, parts.Sum(p => (long)p.Length + separator.Length));
        return Wrap(MarkedText.Join(separator, parts));
    }
}
