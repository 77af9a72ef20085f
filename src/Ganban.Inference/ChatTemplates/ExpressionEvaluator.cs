using System.Runtime.CompilerServices;
using static Ganban.Inference.ChatTemplates.TemplateExpression;

namespace Ganban.Inference.ChatTemplates;

/// <summary>Gives expressions their values.</summary>
internal sealed class ExpressionEvaluator(RenderBudget budget)
{
    /// <summary>The value of <paramref name="expression"/> in <paramref name="scope"/>.</summary>
    public TemplateValue Evaluate(TemplateExpression expression, TemplateScope scope)
    {
        budget.Charge(expression.Line);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            // Long chains such as a + b + c … are deep trees, although they don't look nested.
            throw new ChatTemplateException("the expression is too long or nested too deeply.", expression.Line);
        }

        switch (expression)
        {
            case Constant constant:
                return constant.Value;
            case Name name:
                return scope.Get(name.Identifier);
            case TemplateExpression.Attribute attribute:
                return Attribute(Evaluate(attribute.Target, scope), attribute);
            case Item item:
                return Subscript(Evaluate(item.Target, scope), Evaluate(item.Key, scope), item.Line);
            case Slice slice:
                return Cut(slice, scope);
            case Call call:
                return Invoke(call, scope);
            case Filter filter:
                var input = Evaluate(filter.Input, scope);
                return TemplateFilters.Apply(
                    input, Arguments(filter.Identifier, filter.Arguments, scope, filter.Line), budget);
            case Test test:
                return TemplateValue.Of(Holds(test, scope) != test.Negated);
            case Unary { Operator: "not" } not:
                return TemplateValue.Of(!Evaluate(not.Operand, scope).IsTruthy);
            case Unary sign:
                return TemplateOperators.Sign(sign.Operator, Evaluate(sign.Operand, scope), sign.Line);
            case Binary binary:
                return Combine(binary, scope);
            case Comparison comparison:
                return TemplateValue.Of(Compare(comparison, scope));
            case Conditional conditional:
                return Choose(conditional, scope);
            case Sequence sequence:
                return new TemplateValue.List([.. sequence.Items.Select(i => Evaluate(i, scope))])
                {
                    IsTuple = sequence.IsTuple,
                };
            case Mapping mapping:
                return Build(mapping, scope);
            default:
                throw new ChatTemplateException($"{expression.GetType().Name} can't be evaluated.", expression.Line);
        }
    }

    /// <summary>The evaluated arguments for <paramref name="callee"/>.</summary>
    public CallArguments Arguments(string callee, ArgumentList arguments, TemplateScope scope, int line) => new(
        callee,
        [.. arguments.Positional.Select(a => Evaluate(a, scope))],
        arguments.Named.ToDictionary(a => a.Name, a => Evaluate(a.Value, scope), StringComparer.Ordinal),
        line);

    /// <summary>
    /// The value of <paramref name="call"/>; a function also gets <paramref name="caller"/> where there is one.
    /// </summary>
    public TemplateValue Invoke(Call call, TemplateScope scope, TemplateValue.Function? caller = null)
    {
        using var depth = budget.Enter(call.Line);
        if (call.Target is not TemplateExpression.Attribute method)
        {
            var name = call.Target is Name n ? n.Identifier : "this";
            return Evaluate(call.Target, scope) is TemplateValue.Function function
                ? function.Invoke(Arguments(function.Name, call.Arguments, scope, call.Line).With("caller", caller))
                : throw new ChatTemplateException($"'{name}' is not a function.", call.Line);
        }

        var target = Evaluate(method.Target, scope);
        var arguments = Arguments(method.Member, call.Arguments, scope, call.Line);
        if (target is TemplateValue.Map members
            && members.Find(method.Member) is TemplateValue.Function member)
        {
            return member.Invoke(arguments);
        }

        var result = target switch
        {
            TemplateValue.Text text => TextMethods.Call(text.Marked, arguments, budget),
            TemplateValue.Map map => MapMethods.Call(map, arguments, budget),
            TemplateValue.List list => ListMethods.Call(list, arguments, budget),
            TemplateValue.Undefined undefined => throw new ChatTemplateException(
                $"'{undefined.Name}' is undefined, it has no '{method.Member}'.", call.Line),
            _ => null,
        };
        return result ?? throw new ChatTemplateException($"{target.Kind} has no method '{method.Member}'.", call.Line);
    }

    private TemplateValue Attribute(TemplateValue target, TemplateExpression.Attribute attribute) =>
        target is TemplateValue.Map { IsNamespace: false } map && MapMethods.Exists(attribute.Member)
            ? new TemplateValue.Function(attribute.Member, a => MapMethods.Call(map, a, budget)
                ?? throw a.Fault("is no method that templates may use."))
            : Member(target, attribute.Member, attribute.Line);

    private static TemplateValue Member(TemplateValue target, string name, int line) => target switch
    {
        TemplateValue.Map map => map.Find(name) ?? new TemplateValue.Undefined(name),
        TemplateValue.List list when list.Names.ToList().IndexOf(name) is var i and >= 0 => list.Items[i],
        TemplateValue.Undefined undefined =>
            throw new ChatTemplateException($"'{undefined.Name}' is undefined, it has no '{name}'.", line),
        _ => new TemplateValue.Undefined(name),
    };

    private TemplateValue Subscript(TemplateValue target, TemplateValue key, int line)
    {
        if (key is TemplateValue.Text text)
        {
            return Member(target, text.Value, line);
        }

        if (target is TemplateValue.Map map)
        {
            return map.Find(key) ?? new TemplateValue.Undefined($"item of {key.Kind}");
        }

        if (key is not TemplateValue.Integer { Value: var index })
        {
            return target is TemplateValue.List
                ? new TemplateValue.Undefined($"item of {key.Kind}")
                : throw new ChatTemplateException($"{key.Kind} can't be a subscript of {target.Kind}.", line);
        }

        budget.Charge(line, (target as TemplateValue.Text)?.Value.Length ?? 0);
        var characters = new TextCharacters((target as TemplateValue.Text)?.Marked ?? MarkedText.Empty);
        var length = target switch
        {
            TemplateValue.List list => list.Items.Count,
            TemplateValue.Text => characters.Count,
            TemplateValue.Undefined missing =>
                throw new ChatTemplateException($"'{missing.Name}' is undefined, it has no items.", line),
            _ => 0,
        };
        var position = index < 0 ? index + length : index;
        if (position < 0 || position >= length)
        {
            return new TemplateValue.Undefined($"item {index}");
        }

        var at = (int)position;
        return target is TemplateValue.List items
            ? items.Items[at]
            : new TemplateValue.Text(characters[at, at + 1]);
    }

    private TemplateValue Cut(Slice slice, TemplateScope scope)
    {
        var target = Evaluate(slice.Target, scope);
        var step = Bound(slice.Step, scope) ?? 1;
        if (step == 0)
        {
            throw new ChatTemplateException("a slice's step can't be zero.", slice.Line);
        }

        var characters = new TextCharacters((target as TemplateValue.Text)?.Marked ?? MarkedText.Empty);
        var length = target switch
        {
            TemplateValue.List list => list.Items.Count,
            TemplateValue.Text => characters.Count,
            _ => throw new ChatTemplateException($"{target.Kind} can't be sliced.", slice.Line),
        };
        budget.Charge(slice.Line, length);
        var (low, high) = step > 0 ? (0L, (long)length) : (-1L, length - 1L);
        long Clamp(long? bound, long otherwise) =>
            bound is { } b ? Math.Clamp(b < 0 ? b + length : b, low, high) : otherwise;
        var start = Clamp(Bound(slice.Start, scope), step > 0 ? low : high);
        var stop = Clamp(Bound(slice.Stop, scope), step > 0 ? high : low);
        if (target is TemplateValue.Text && step == 1)
        {
            return new TemplateValue.Text(characters[(int)start, (int)Math.Max(start, stop)]);
        }

        var indices = new List<int>();
        for (var i = start; step > 0 ? i < stop : i > stop; i += step)
        {
            indices.Add((int)i);
            if (Math.Abs(step) > length)
            {
                break;
            }
        }

        return target is TemplateValue.List items
            ? new TemplateValue.List([.. indices.Select(i => items.Items[i])])
            : new TemplateValue.Text(MarkedText.Join(
                MarkedText.Empty, [.. indices.Select(i => characters[i, i + 1])]));
    }

    private long? Bound(TemplateExpression? expression, TemplateScope scope) =>
        expression is null ? null : Evaluate(expression, scope) switch
        {
            TemplateValue.NoneValue => null,
            TemplateValue.Integer integer => integer.Value,
            var other => throw new ChatTemplateException($"{other.Kind} can't bound a slice.", expression.Line),
        };

    private bool Holds(Test test, TemplateScope scope)
    {
        var value = Evaluate(test.Input, scope);
        TemplateValue[] arguments = [.. test.Arguments.Positional.Select(a => Evaluate(a, scope))];
        return TemplateTests.Holds(test.Identifier, value, arguments, budget, test.Line);
    }

    private TemplateValue Combine(Binary binary, TemplateScope scope)
    {
        var left = Evaluate(binary.Left, scope);
        return binary.Operator switch
        {
            "and" => left.IsTruthy ? Evaluate(binary.Right, scope) : left,
            "or" => left.IsTruthy ? left : Evaluate(binary.Right, scope),
            _ => TemplateOperators.Apply(binary.Operator, left, Evaluate(binary.Right, scope), budget, binary.Line),
        };
    }

    private bool Compare(Comparison comparison, TemplateScope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (op, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, scope);
            var line = comparison.Line;
            var holds = op switch
            {
                "==" => TemplateOperators.AreEqual(left, right, budget, line),
                "!=" => !TemplateOperators.AreEqual(left, right, budget, line),
                "in" => TemplateOperators.Contains(right, left, budget, line),
                "not in" => !TemplateOperators.Contains(right, left, budget, line),
                "<" => TemplateOperators.Compare(left, right, budget, line) < 0,
                "<=" => TemplateOperators.Compare(left, right, budget, line) <= 0,
                ">" => TemplateOperators.Compare(left, right, budget, line) > 0,
                _ => TemplateOperators.Compare(left, right, budget, line) >= 0,
            };
            if (!holds)
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private TemplateValue Choose(Conditional conditional, TemplateScope scope) =>
        Evaluate(conditional.Condition, scope).IsTruthy
            ? Evaluate(conditional.Then, scope)
            : conditional.Otherwise is { } otherwise
                ? Evaluate(otherwise, scope)
                : new TemplateValue.Undefined("value of an if without else");

    private TemplateValue.Map Build(Mapping mapping, TemplateScope scope)
    {
        var map = new TemplateValue.Map();
        foreach (var (key, value) in mapping.Entries)
        {
            var name = Evaluate(key, scope);
            if (!TemplateValue.Map.CanBeKey(name))
            {
                throw new ChatTemplateException($"{name.Kind} can't be the key of a mapping.", key.Line);
            }

            map.Set(name, Evaluate(value, scope));
        }

        return map;
    }
}
