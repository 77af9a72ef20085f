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
        ["dictsort"] = DictionarySort,
        ["groupby"] = GroupBy,
        ["batch"] = Batch,
        ["slice"] = Slice,
        ["map"] = Map,
        ["select"] = (v, a, b) => Select(v, a, b, attribute: false, keeps: true),
        ["reject"] = (v, a, b) => Select(v, a, b, attribute: false, keeps: false),
        ["selectattr"] = (v, a, b) => Select(v, a, b, attribute: true, keeps: true),
        ["rejectattr"] = (v, a, b) => Select(v, a, b, attribute: true, keeps: false),
        ["reverse"] = (v, a, b) => v is TemplateValue.Text text
            ? new TemplateValue.Text(MarkedText.Join(
                MarkedText.Empty, [.. Items(v, a, b).Reverse().Select(c => ((TemplateValue.Text)c).Marked)]))
            : new TemplateValue.List([.. Items(v, a, b).Reverse()]),
        ["sort"] = Sort,
        ["unique"] = Unique,
        ["sum"] = (v, a, b) => Items(v, a, b).Select(x => Subject(x, a.FindText(0, "attribute"))).Aggregate(
            a.Find(1, "start") ?? new TemplateValue.Integer(0),
            (x, y) => TemplateOperators.Apply("+", x, y, b, a.Line)),
        ["min"] = (v, a, b) => Extreme(v, a, b, sign: -1),
        ["max"] = (v, a, b) => Extreme(v, a, b, sign: 1),
    };

    private static IReadOnlyList<TemplateValue> Items(
        TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        TemplateOperators.Items(value, budget, arguments.Line);

    private static TemplateValue At(IReadOnlyList<TemplateValue> items, int position) => items.Count == 0
        ? new TemplateValue.Undefined("item of an empty list")
        : items[position < 0 ? items.Count + position : position];

    private static TemplateValue.Integer Length(TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        new TemplateValue.Integer(value is TemplateValue.Text text
            ? new TextCharacters(text.Marked).Count
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
        var items = ItemsOrNone(value, arguments, budget);
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
        var member = attribute ? arguments.RequireText(0, "attribute").Value : null;
        TemplateValue[] rest = [.. arguments.Positional.Skip(testAt + 1)];
        bool Holds(TemplateValue item)
        {
            budget.Charge(arguments.Line);
            var subject = member is null ? item : Member(item, member);
            return test is null ? subject.IsTruthy : TemplateTests.Holds(test, subject, rest, budget, arguments.Line);
        }

        return new TemplateValue.List([.. ItemsOrNone(value, arguments, budget).Where(x => Holds(x) == keeps)]);
    }

    /// <summary>As in Python's implementation, what is false has no items here.</summary>
    private static IReadOnlyList<TemplateValue> ItemsOrNone(
        TemplateValue value, CallArguments arguments, RenderBudget budget) =>
        value.IsTruthy ? Items(value, arguments, budget) : [];

    private static TemplateValue.List Sort(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var attribute = arguments.FindText(2, "attribute");
        var cased = arguments.FindFlag(1, "case_sensitive");
        return new TemplateValue.List(Ordered(
            Items(value, arguments, budget),
            x => Folded(Subject(x, attribute), cased, arguments, budget),
            arguments.FindFlag(0, "reverse"),
            arguments,
            budget));
    }

    private static TemplateValue.List DictionarySort(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var cased = arguments.FindFlag(0, "case_sensitive");
        var part = (arguments.FindText(1, "by") ?? "key") switch
        {
            "key" => 0,
            "value" => 1,
            var other => throw arguments.Fault($"sorts by 'key' or 'value', not by '{other}'."),
        };
        return new TemplateValue.List(Ordered(
            MapMethods.Items(value, arguments, budget).Items,
            pair => Folded(((TemplateValue.List)pair).Items[part], cased, arguments, budget),
            arguments.FindFlag(2, "reverse"),
            arguments,
            budget));
    }

    private static TemplateValue.List GroupBy(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var attribute = arguments.RequireText(0, "attribute").Value;
        var otherwise = arguments.Find(1, "default");
        var cased = arguments.FindFlag(2, "case_sensitive");
        TemplateValue Key(TemplateValue item) =>
            Member(item, attribute) is var key && key is TemplateValue.Undefined ? otherwise ?? key : key;
        TemplateValue Fold(TemplateValue key) => Folded(key, cased, arguments, budget);
        var groups = new List<(TemplateValue Key, List<TemplateValue> Items)>();
        var items = Items(value, arguments, budget);
        foreach (var item in Ordered(items, x => Fold(Key(x)), reverse: false, arguments, budget))
        {
            var key = Key(item);
            if (groups.Count == 0
                || !TemplateOperators.AreEqual(Fold(groups[^1].Key), Fold(key), budget, arguments.Line))
            {
                groups.Add((key, []));
            }

            groups[^1].Items.Add(item);
        }

        return new TemplateValue.List([.. groups.Select(g =>
            new TemplateValue.List([g.Key, new TemplateValue.List(g.Items)]) 
            {
                IsTuple = true,
                Names = ["grouper", "list"],
            })]);
    }

    private static TemplateValue.List Batch(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var size = Count(arguments, "linecount");
        var batches = Items(value, arguments, budget).Chunk(size).Select(c => c.ToList()).ToList();
        if (arguments.Find(1, "fill_with") is { } fill and not TemplateValue.NoneValue && batches.Count > 0)
        {
            budget.ChargeItems(arguments.Line, size);
            batches[^1].AddRange(Enumerable.Repeat(fill, size - batches[^1].Count));
        }

        return new TemplateValue.List([.. batches.Select(b => new TemplateValue.List(b))]);
    }

    private static TemplateValue.List Slice(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var count = Count(arguments, "slices");
        var items = Items(value, arguments, budget);
        budget.ChargeItems(arguments.Line, count);
        var fill = arguments.Find(1, "fill_with") is { } given and not TemplateValue.NoneValue ? given : null;
        var slices = new List<TemplateValue>();
        var from = 0;
        for (var i = 0; i < count; i++)
        {
            var length = items.Count / count + (i < items.Count % count ? 1 : 0);
            var slice = items.Skip(from).Take(length).ToList();
            from += length;
            if (fill is not null && i >= items.Count % count && items.Count % count > 0)
            {
                slice.Add(fill);
            }

            slices.Add(new TemplateValue.List(slice));
        }

        return new TemplateValue.List(slices);
    }

    private static int Count(CallArguments arguments, string name) => arguments.FindInteger(0, name, 0) is var count
        && count is > 0 and <= int.MaxValue ? (int)count : throw arguments.Fault($"needs a positive '{name}'.");

    private static TemplateValue.List Unique(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        var cased = arguments.FindFlag(0, "case_sensitive");
        var attribute = arguments.FindText(1, "attribute");
        var unique = new List<TemplateValue>();
        var keys = new List<TemplateValue>();
        foreach (var item in Items(value, arguments, budget))
        {
            var key = Folded(Subject(item, attribute), cased, arguments, budget);
            if (!keys.Exists(known => TemplateOperators.AreEqual(known, key, budget, arguments.Line)))
            {
                keys.Add(key);
                unique.Add(item);
            }
        }

        return new TemplateValue.List(unique);
    }

    private static TemplateValue Extreme(TemplateValue value, CallArguments arguments, RenderBudget budget, int sign)
    {
        var cased = arguments.FindFlag(0, "case_sensitive");
        var attribute = arguments.FindText(1, "attribute");
        TemplateValue Key(TemplateValue item) => Folded(Subject(item, attribute), cased, arguments, budget);
        var items = Items(value, arguments, budget);
        return items.Count == 0
            ? new TemplateValue.Undefined("extreme of an empty list")
            : items.Aggregate((x, y) =>
                TemplateOperators.Compare(Key(y), Key(x), budget, arguments.Line) * sign > 0 ? y : x);
    }

    private static List<TemplateValue> Ordered(
        IReadOnlyList<TemplateValue> items,
        Func<TemplateValue, TemplateValue> key,
        bool reverse,
        CallArguments arguments,
        RenderBudget budget)
    {
        var order = Comparer<TemplateValue>.Create(
            (x, y) => TemplateOperators.Compare(x, y, budget, arguments.Line));
        try
        {
            return [.. reverse ? items.OrderByDescending(key, order) : items.OrderBy(key, order)];
        }
        catch (InvalidOperationException e) when (e.InnerException is ChatTemplateException fault)
        {
            throw new ChatTemplateException(fault.Reason, fault.Line);
        }
    }

    private static TemplateValue Folded(
        TemplateValue value, bool cased, CallArguments arguments, RenderBudget budget)
    {
        if (value is not TemplateValue.Text text || cased)
        {
            return value;
        }

        budget.Charge(arguments.Line, text.Value.Length);
        return TemplateValue.Text.Untrusted(text.Value.ToLowerInvariant());
    }

    private static TemplateValue Subject(TemplateValue item, string? attribute) =>
        attribute is null ? item : Member(item, attribute);

    private static TemplateValue Member(TemplateValue value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            value = value is TemplateValue.Map map && map.Find(name) is { } member
                ? member
                : new TemplateValue.Undefined(name);
        }

        return value;
    }
}
