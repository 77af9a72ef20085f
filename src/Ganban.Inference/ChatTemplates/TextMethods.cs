using System.Buffers;
using System.Collections.Frozen;

namespace Ganban.Inference.ChatTemplates;

/// <summary>The methods of strings.</summary>
internal static class TextMethods
{
    private static readonly SearchValues<char> Whitespace = SearchValues.Create(" \t\n\r\f\v");

    private static readonly (string Character, string Entity)[] Entities =
        [("&", "&amp;"), (">", "&gt;"), ("<", "&lt;"), ("'", "&#39;"), ("\"", "&#34;")];

    private static readonly FrozenDictionary<string, TemplateValue> NoNames =
        FrozenDictionary<string, TemplateValue>.Empty;

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
            "find" => Find(text, Affix(arguments), last: false),
            "rfind" => Find(text, Affix(arguments), last: true),
            "count" => new TemplateValue.Integer(
                Affix(arguments).Length == 0 ? text.Length + 1 : text.Split(Affix(arguments), -1).Count - 1),
            "join" => Join(text, arguments, budget),
            "format" => Wrap(TextFormat.Braces(text, arguments, budget)),
            "rsplit" => SplitFromEnd(text, arguments, budget),
            "partition" => Partition(text, Affix(arguments), last: false),
            "rpartition" => Partition(text, Affix(arguments), last: true),
            "ljust" => Wrap(Pad(text, arguments, budget, 0, null)),
            "rjust" => Wrap(Pad(text, arguments, budget, 1, null)),
            "center" => Wrap(Pad(text, arguments, budget, 0.5, null)),
            "casefold" => Wrap(text.Map((c, _) => char.ToLowerInvariant(c))),
            "isdigit" or "isnumeric" or "isdecimal" => All(text, char.IsDigit),
            "isalpha" => All(text, char.IsLetter),
            "isalnum" => All(text, char.IsLetterOrDigit),
            "isspace" => All(text, char.IsWhiteSpace),
            "isupper" => TemplateValue.Of(text.Value.Any(char.IsUpper) && !text.Value.Any(char.IsLower)),
            "islower" => TemplateValue.Of(text.Value.Any(char.IsLower) && !text.Value.Any(char.IsUpper)),
            _ => null,
        };
    }

    /// <summary>As HTML text.</summary>
    public static MarkedText Escape(MarkedText text, RenderBudget budget, int line)
    {
        foreach (var (character, entity) in Entities)
        {
            var times = (long)text.Value.AsSpan().Count(character);
            budget.ChargeItems(line, times);
            budget.ChargeText(line, text.Length + times * entity.Length);
            text = text.Replace(character, MarkedText.Untrusted(entity), -1);
        }

        return text;
    }

    /// <summary>First character in upper case, the rest in lower case.</summary>
    public static MarkedText Capitalize(MarkedText text) =>
        text.Map((c, i) => i == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));

    /// <summary>First letter of every word in upper case, the rest in lower case.</summary>
    public static MarkedText Title(MarkedText text) => text.Map((c, i) =>
        i == 0 || !char.IsLetter(text.Value[i - 1]) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));

    /// <summary>
    /// Filled up to the width that the first argument gives, <paramref name="share"/> (0 to 1) of it in front.
    /// </summary>
    public static MarkedText Pad(
        MarkedText text, CallArguments arguments, RenderBudget budget, double share, int? width)
    {
        var fill = arguments.FindText(1, "fillchar") ?? " ";
        var target = width is { } otherwise ? arguments.FindInteger(0, "width", otherwise)
            : arguments.FindInteger(0, "width", 0);
        budget.ChargeText(arguments.Line, target);
        var missing = (int)Math.Max(0, target - new TextCharacters(text).Count);
        var before = share == 0.5 ? (missing / 2) + (missing & (int)target & 1) : (int)(missing * share);
        return fill.Length == 1
            ? MarkedText.Trusted(new string(fill[0], before))
                .Concat(text).Concat(MarkedText.Trusted(new string(fill[0], missing - before)))
            : throw arguments.Fault("fills up with one character.");
    }

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

    private static TemplateValue.Integer Find(MarkedText text, string part, bool last)
    {
        var at = last
            ? text.Value.LastIndexOf(part, StringComparison.Ordinal)
            : text.Value.IndexOf(part, StringComparison.Ordinal);
        return new TemplateValue.Integer(at <= 0 ? at : new TextCharacters(text[..at]).Count);
    }

    private static TemplateValue.List Partition(MarkedText text, string separator, bool last)
    {
        static TemplateValue.List Tuple(params MarkedText[] parts) =>
            new([.. parts.Select(Wrap)]) { IsTuple = true };
        var at = separator.Length == 0 ? -1 : last
            ? text.Value.LastIndexOf(separator, StringComparison.Ordinal)
            : text.Value.IndexOf(separator, StringComparison.Ordinal);
        var end = at + separator.Length;
        return at >= 0 ? Tuple(text[..at], text[at..end], text[end..])
            : last ? Tuple(MarkedText.Empty, MarkedText.Empty, text)
            : Tuple(text, MarkedText.Empty, MarkedText.Empty);
    }

    private static TemplateValue.List SplitFromEnd(MarkedText text, CallArguments arguments, RenderBudget budget)
    {
        var count = arguments.FindInteger(1, "maxsplit", -1);
        var separator = arguments.FindText(0, "sep")
            ?? throw arguments.Fault("needs a separator here; use split().");
        var all = new CallArguments(arguments.Callee, [arguments.Require(0, "sep")], NoNames, arguments.Line);
        var parts = Split(text, all, budget);
        var joined = count < 0 ? 0 : (int)Math.Max(0, parts.Items.Count - 1 - count);
        var head = parts.Items.Take(joined + 1).Select(x => ((TemplateValue.Text)x).Marked).ToList();
        return joined == 0
            ? parts
            : new([Wrap(MarkedText.Join(MarkedText.Trusted(separator), head)), .. parts.Items.Skip(joined + 1)]);
    }

    private static TemplateValue All(MarkedText text, Func<char, bool> holds) =>
        TemplateValue.Of(text.Length > 0 && text.Value.All(holds));

    private static TemplateValue.Text Join(MarkedText separator, CallArguments arguments, RenderBudget budget)
    {
        var parts = TemplateOperators.Items(arguments.Require(0, "items"), budget, arguments.Line)
            .Select(x => x as TemplateValue.Text ?? throw arguments.Fault($"joins strings, not {x.Kind}."))
            .Select(x => x.Marked).ToList();
        budget.ChargeText(arguments.Line, parts.Sum(p => (long)p.Length + separator.Length));
        return Wrap(MarkedText.Join(separator, parts));
    }
}
