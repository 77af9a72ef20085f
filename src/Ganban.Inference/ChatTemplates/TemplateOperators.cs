namespace Ganban.Inference.ChatTemplates;

/// <summary>The operators of the template language.</summary>
internal static class TemplateOperators
{
    /// <summary><c>left op right</c> for arithmetic and <c>~</c>.</summary>
    public static TemplateValue Apply(
        string op, TemplateValue left, TemplateValue right, RenderBudget budget, int line)
    {
        if (op == "~")
        {
            var (first, second) = (ValueText.Print(left, budget, line), ValueText.Print(right, budget, line));
            budget.ChargeText(line, (long)first.Length + second.Length);
            return new TemplateValue.Text(first.Concat(second));
        }

        switch (left, right)
        {
            case (TemplateValue.Text a, TemplateValue.Text b) when op == "+":
                return Concat(a, b, budget, line);
            case (TemplateValue.List a, TemplateValue.List b) when op == "+":
                budget.ChargeItems(line, (long)a.Items.Count + b.Items.Count);
                return new TemplateValue.List([.. a.Items, .. b.Items]);
            case (TemplateValue.Text text, TemplateValue.Integer times) when op == "*":
                return Repeat(text.Marked, times.Value, budget, line);
            case (TemplateValue.Integer times, TemplateValue.Text text) when op == "*":
                return Repeat(text.Marked, times.Value, budget, line);
            case (TemplateValue.List list, TemplateValue.Integer times) when op == "*":
                return Repeat(list.Items, times.Value, budget, line);
            case (TemplateValue.Text text, _) when op == "%":
                return new TemplateValue.Text(TextFormat.Percent(text.Marked, right, budget, line));
        }

        if (AsInteger(left) is { } x && AsInteger(right) is { } y && op is not "/" && !(op == "**" && y < 0))
        {
            return new TemplateValue.Integer(IntegerArithmetic(op, x, y, line));
        }

        if (AsDouble(left) is { } u && AsDouble(right) is { } v)
        {
            return new TemplateValue.Float(FloatArithmetic(op, u, v, line));
        }

        throw new ChatTemplateException($"'{op}' does not take {left.Kind} and {right.Kind}.", line);
    }

    /// <summary>True when both are equal, numbers by value whatever their kind.</summary>
    public static bool AreEqual(TemplateValue left, TemplateValue right, RenderBudget budget, int line)
    {
        budget.Charge(line);
        using var depth = budget.Enter(line);
        switch (left, right)
        {
            case (TemplateValue.Text a, TemplateValue.Text b):
                budget.Charge(line, Math.Min(a.Value.Length, b.Value.Length));
                return a.Value == b.Value;
            case (TemplateValue.NoneValue, TemplateValue.NoneValue):
            case (TemplateValue.Undefined, TemplateValue.Undefined):
                return true;
            case (TemplateValue.List a, TemplateValue.List b):
                return a.Items.Count == b.Items.Count
                    && !a.Items.Where((item, i) => !AreEqual(item, b.Items[i], budget, line)).Any();
            case (TemplateValue.Map a, TemplateValue.Map b):
                return a.Keys.Count == b.Keys.Count
                    && a.Entries.All(e => b.Find(e.Key) is { } other && AreEqual(e.Value, other, budget, line));
            default:
                return AsDouble(left) is { } x && AsDouble(right) is { } y ? x == y : ReferenceEquals(left, right);
        }
    }

    /// <summary>Negative, zero or positive as <paramref name="left"/> sorts before, with or after the other.</summary>
    public static int Compare(TemplateValue left, TemplateValue right, RenderBudget budget, int line)
    {
        budget.Charge(line);
        using var depth = budget.Enter(line);
        if (left is TemplateValue.Text a && right is TemplateValue.Text b)
        {
            budget.Charge(line, Math.Min(a.Value.Length, b.Value.Length));
            return string.CompareOrdinal(a.Value, b.Value);
        }

        if (left is TemplateValue.List some && right is TemplateValue.List others)
        {
            for (var i = 0; i < Math.Min(some.Items.Count, others.Items.Count); i++)
            {
                if (Compare(some.Items[i], others.Items[i], budget, line) is var order and not 0)
                {
                    return order;
                }
            }

            return some.Items.Count.CompareTo(others.Items.Count);
        }

        return AsDouble(left) is { } x && AsDouble(right) is { } y
            ? x.CompareTo(y)
            : throw new ChatTemplateException($"{left.Kind} and {right.Kind} have no order.", line);
    }

    /// <summary><c>item in container</c>.</summary>
    public static bool Contains(TemplateValue container, TemplateValue item, RenderBudget budget, int line) =>
        (container, item) switch
        {
            (TemplateValue.Text text, TemplateValue.Text part) =>
                text.Value.Contains(part.Value, StringComparison.Ordinal),
            (TemplateValue.List list, _) => list.Items.Any(x => AreEqual(x, item, budget, line)),
            (TemplateValue.Map map, _) when TemplateValue.Map.CanBeKey(item) => map.Find(item) is not null,
            (TemplateValue.Map or TemplateValue.Undefined, _) => false,
            _ => throw new ChatTemplateException($"'in' does not look for {item.Kind} in {container.Kind}.", line),
        };

    /// <summary><c>-value</c> or <c>+value</c>.</summary>
    public static TemplateValue Sign(string op, TemplateValue value, int line) => value switch
    {
        TemplateValue.Integer integer =>
            new TemplateValue.Integer(op == "-" ? unchecked(-integer.Value) : integer.Value),
        TemplateValue.Float number => new TemplateValue.Float(op == "-" ? -number.Value : number.Value),
        _ => throw new ChatTemplateException($"'{op}' does not take {value.Kind}.", line),
    };

    /// <summary>The number as a double, or null when it is none.</summary>
    public static double? AsDouble(TemplateValue value) =>
        value is TemplateValue.Float number ? number.Value : AsInteger(value);

    /// <summary>What a loop or a list filter runs over.</summary>
    public static IReadOnlyList<TemplateValue> Items(TemplateValue value, RenderBudget budget, int line)
    {
        if (value is TemplateValue.Text text)
        {
            budget.ChargeItems(line, text.Value.Length);
            return [.. new TextCharacters(text.Marked).Select(c => new TemplateValue.Text(c))];
        }

        IReadOnlyList<TemplateValue> items = value switch
        {
            TemplateValue.List list => list.Items,
            TemplateValue.Map map => map.Keys,
            TemplateValue.Undefined => [],
            _ => throw new ChatTemplateException($"{value.Kind} can't be iterated.", line),
        };
        budget.Charge(line, items.Count);
        return items;
    }

    private static TemplateValue.Text Concat(
        TemplateValue.Text a, TemplateValue.Text b, RenderBudget budget, int line)
    {
        var markup = a.IsMarkup || b.IsMarkup;
        MarkedText Part(TemplateValue.Text text) =>
            markup && !text.IsMarkup ? TextMethods.Escape(text.Marked, budget, line) : text.Marked;
        var (first, second) = (Part(a), Part(b));
        budget.ChargeText(line, (long)first.Length + second.Length);
        return new TemplateValue.Text(first.Concat(second)) { IsMarkup = markup };
    }

    private static TemplateValue.Text Repeat(MarkedText text, long times, RenderBudget budget, int line)
    {
        var count = Math.Clamp(times, 0, int.MaxValue);
        budget.ChargeText(line, Math.Max(count, text.Length * count));
        budget.ChargeItems(line, count);
        return new TemplateValue.Text(MarkedText.Join(MarkedText.Empty, [.. Enumerable.Repeat(text, (int)count)]));
    }

    private static TemplateValue.List Repeat(
        IReadOnlyList<TemplateValue> items, long times, RenderBudget budget, int line)
    {
        var count = Math.Clamp(times, 0, int.MaxValue);
        budget.ChargeItems(line, Math.Max(count, items.Count * count));
        return new TemplateValue.List([.. Enumerable.Repeat(items, (int)count).SelectMany(x => x)]);
    }

    private static long? AsInteger(TemplateValue value) => value switch
    {
        TemplateValue.Integer integer => integer.Value,
        TemplateValue.Boolean boolean => boolean.IsTruthy ? 1 : 0,
        _ => null,
    };

    private static long IntegerArithmetic(string op, long x, long y, int line)
    {
        try
        {
            return checked(op switch
            {
                "+" => x + y,
                "-" => x - y,
                "*" => x * y,
                "//" => FloorDivide(x, y),
                "%" => x - FloorDivide(x, y) * y,
                "**" => Power(x, y),
                _ => throw new ChatTemplateException($"there is no operator '{op}' for integers.", line),
            });
        }
        catch (DivideByZeroException)
        {
            throw new ChatTemplateException("division by zero.", line);
        }
        catch (OverflowException)
        {
            throw new ChatTemplateException($"{x} {op} {y} doesn't fit 64 bits.", line);
        }
    }

    private static long FloorDivide(long x, long y)
    {
        var quotient = x / y;
        return x % y != 0 && (x < 0) != (y < 0) ? quotient - 1 : quotient;
    }

    private static long Power(long x, long y)
    {
        if (x is 0 or 1 or -1)
        {
            return y == 0 ? 1 : x == -1 && y % 2 == 0 ? 1 : x;
        }

        var result = 1L;
        for (; y > 0; y--)
        {
            result = checked(result * x);
        }

        return result;
    }

    private static double FloatArithmetic(string op, double x, double y, int line)
    {
        if (y == 0 && op is "/" or "//" or "%")
        {
            throw new ChatTemplateException("division by zero.", line);
        }

        return op switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - Math.Floor(x / y) * y,
            _ => Math.Pow(x, y),
        };
    }
}
