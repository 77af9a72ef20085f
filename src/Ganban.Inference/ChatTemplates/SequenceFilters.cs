using static Ganban.Inference.ChatTemplates.TemplateFilters;

namespace Ganban.Inference.ChatTemplates;

/// <summary>The filters over lists and mappings.</summary>
internal static class SequenceFilters
{
    /// <summary>The filters by name.</summary>
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>
    {
        ["length"] = Length,
        ["count"] = Length,
        ["list"] = (v, a, b) => new TemplateValue.List(Items(v, a, b)),
        ["first"] = (v, a, b) => At(Items(v, a, b), 0),
        ["last"] = (v, a, b) => At(Items(v, a, b), -1),
        ["join"] = Join,
        ["items"] = (v, a, b) => MapMethods.Items(v, a, b),
        ["dictsort"] = (v, a, b) => new TemplateValue.List(
            [.. MapMethods.Items(v, a, b).Items.OrderBy(Key, StringComparer.OrdinalIgnoreCase)]),
        ["map"] = Map,
        ["select"] = (v, a, b) => Select(v, a, b, attribute: false, keeps: true),
        ["reject"] = (v, a, b) => Select(v, a, b, attribute: false, keeps: false),
        ["selectattr"] = (v, a, b) => Select(v, a, b, attribute: true, keeps: true),
        ["rejectattr"] = (v, a, b) => Select(v, a, b, attribute: true, keeps: false),
        ["reverse"] = (v, a, b) => v is TemplateValue.Text text
            ? new TemplateValue.Text(text.Marked.Reverse())
            : new TemplateValue.List([.. Items(v, a, b).Reverse()]),
        ["sort"] = Sort,
        ["unique"] = Unique,
        ["sum"] = (v, a, b) => Items(v, a, b).Aggregate(
            (TemplateValue)new TemplateValue.Integer(0), (x, y) => TemplateOperators.Apply("+", x, y, b, a.Line)),
        ["min"] = (v, a, b) => Extreme(Items(v, a, b), a.Line, sign: -1),
        ["max"] = (v, a, b) => Extreme(Items(v, a, b), a.Line, sign: 1),
    };

    private static IReadOnlyList<TemplateValue> Items(
        TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        TemplateOperators.Items(value, budget, arguments.Line);

    private static TemplateValue At(IReadOnlyList<TemplateValue> items, int position) => items.Count == 0
        ? new TemplateValue.Undefined("item of an empty list")
        : items[position < 0 ? items.Count + position : position];

    private static string Key(TemplateValue pair) => ((TemplateValue.Text)((TemplateValue.List)pair).Items[0]).Value;

    private static TemplateValue.Integer Length(TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        new TemplateValue.Integer(value is TemplateValue.Text text
            ? text.Value.EnumerateRunes().Count()
            : Items(value, arguments, budget).Count);

    private static TemplateValue.Text Join(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var separator = arguments.Find(0, "d") is { } given
            ? ValueText.Print(given, budget, arguments.Line)
            : MarkedText.Empty;
        var attribute = arguments.FindText(1, "attribute");
        var parts = Items(value, arguments, budget)
            .Select(x => ValueText.Print(attribute is null ? x : Member(x, attribute), budget, arguments.Line))
            .ToList();
        budget.ChargeText(arguments.Line, parts.Sum(p => (long)p.Length + separator.Length));
        return new TemplateValue.Text(MarkedText.Join(separator, parts));
    }

    private static TemplateValue.List Map(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var items = Items(value, arguments, budget);
        if (arguments.Named.TryGetValue("attribute", out var attribute))
        {
            var name = ValueText.Print(attribute, budget, arguments.Line).Value;
            var otherwise = arguments.Named.GetValueOrDefault("default");
            return new TemplateValue.List([.. items.Select(x => Member(x, name) switch
            {
                TemplateValue.Undefined when otherwise is not null => otherwise,
                var member => member,
            })]);
        }

        var filter = arguments.Skip(1, arguments.RequireText(0, "filter").Value);
        return new TemplateValue.List([.. items.Select(x => Apply(x, filter, budget))]);
    }

    private static TemplateValue.List Select(
        TemplateValue value, CallArguments arguments, RenderBudget budget, bool attribute, bool keeps)
    {
        var testAt = attribute ? 1 : 0;
        var test = arguments.FindText(testAt, "test");
        if (test is not null && !TemplateTests.Exists(test))
        {
            throw arguments.Fault($"knows no test '{test}'.");
        }

        var member = attribute ? arguments.RequireText(0, "attribute").Value : null;
        TemplateValue[] rest = [.. arguments.Positional.Skip(testAt + 1)];
        bool Holds(TemplateValue item)
        {
            budget.Charge(arguments.Line);
            var subject = member is null ? item : Member(item, member);
            return test is null ? subject.IsTruthy : TemplateTests.Holds(test, subject, rest, budget, arguments.Line);
        }

        return new TemplateValue.List([.. Items(value, arguments, budget).Where(x => Holds(x) == keeps)]);
    }

    private static TemplateValue.List Sort(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var attribute = arguments.FindText(2, "attribute");
        var order = Comparer<TemplateValue>.Create((x, y) =>
        {
            budget.Charge(arguments.Line);
            return TemplateOperators.Compare(x, y, arguments.Line);
        });
        var sorted = Items(value, arguments, budget)
            .OrderBy(x => attribute is null ? x : Member(x, attribute), order);
        return new TemplateValue.List(arguments.FindFlag(0, "reverse") ? [.. sorted.Reverse()] : [.. sorted]);
    }

    private static TemplateValue.List Unique(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var unique = new List<TemplateValue>();
        foreach (var item in Items(value, arguments, budget))
        {
            if (!unique.Exists(x => TemplateOperators.AreEqual(x, item, budget, arguments.Line)))
            {
                unique.Add(item);
            }
        }

        return new TemplateValue.List(unique);
    }

    private static TemplateValue Extreme(IReadOnlyList<TemplateValue> items, int line, int sign) => items.Count == 0
        ? new TemplateValue.Undefined("extreme of an empty list")
        : items.Aggregate((x, y) => TemplateOperators.Compare(y, x, line) * sign > 0 ? y : x);

    private static TemplateValue Member(TemplateValue value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            value = value is TemplateValue.Map map && map.Entries.TryGetValue(name, out var member)
                ? member
                : new TemplateValue.Undefined(name);
        }

        return value;
    }
}
