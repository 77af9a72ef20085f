using System.Globalization;
using static Ganban.Inference.ChatTemplates.TemplateExpression;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// Reads expressions, loosest operator first: if, or, and, not, comparison, + -, ~, * / // %, **, sign, postfix.
/// </summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    private static readonly string[] SumOperators = ["+", "-"];
    private static readonly string[] ProductOperators = ["*", "//", "/", "%"];
    private static readonly string[] ComparisonOperators = ["==", "!=", "<=", ">=", "<", ">"];

    /// <summary>An expression, or several with commas between them as a sequence.</summary>
    public TemplateExpression ParseTuple()
    {
        var first = Parse();
        if (!tokens.Peek.IsOperator(","))
        {
            return first;
        }

        var items = new List<TemplateExpression> { first };
        while (tokens.TryOperator(","))
        {
            items.Add(Parse());
        }

        return new Sequence(items, IsTuple: true, first.Line);
    }

    /// <summary>An expression that may be conditional.</summary>
    public TemplateExpression Parse()
    {
        using var depth = tokens.Enter();
        var value = ParseWithoutCondition();
        while (tokens.TryName("if"))
        {
            var condition = ParseWithoutCondition();
            var otherwise = tokens.TryName("else") ? Parse() : null;
            value = new Conditional(condition, value, otherwise, value.Line);
        }

        return value;
    }

    /// <summary>An expression in which <c>if</c> ends it, as in the head of a loop.</summary>
    public TemplateExpression ParseWithoutCondition()
    {
        var left = And();
        while (tokens.TryName("or"))
        {
            left = new Binary("or", left, And(), left.Line);
        }

        return left;
    }

    /// <summary>Arguments in parentheses if there are any.</summary>
    public ArgumentList OptionalArguments() => tokens.TryOperator("(") ? Arguments() : ArgumentList.Empty;

    private TemplateExpression And()
    {
        var left = Not();
        while (tokens.TryName("and"))
        {
            left = new Binary("and", left, Not(), left.Line);
        }

        return left;
    }

    private TemplateExpression Not()
    {
        using var depth = tokens.Enter();
        var line = tokens.Peek.Line;
        return tokens.TryName("not") ? new Unary("not", Not(), line) : Compare();
    }

    private TemplateExpression Compare()
    {
        var first = Sum();
        var rest = new List<(string, TemplateExpression)>();
        while (true)
        {
            if (Array.Find(ComparisonOperators, tokens.TryOperator) is { } op)
            {
                rest.Add((op, Sum()));
            }
            else if (tokens.TryName("in"))
            {
                rest.Add(("in", Sum()));
            }
            else if (tokens.Peek.IsName("not") && tokens.FollowedByName("in"))
            {
                tokens.Next();
                tokens.Next();
                rest.Add(("not in", Sum()));
            }
            else
            {
                return rest.Count == 0 ? first : new Comparison(first, rest, first.Line);
            }
        }
    }

    private TemplateExpression Sum()
    {
        var left = Concatenation();
        while (Array.Find(SumOperators, tokens.TryOperator) is { } op)
        {
            left = new Binary(op, left, Concatenation(), left.Line);
        }

        return left;
    }

    private TemplateExpression Concatenation()
    {
        var left = Product();
        while (tokens.TryOperator("~"))
        {
            left = new Binary("~", left, Product(), left.Line);
        }

        return left;
    }

    private TemplateExpression Product()
    {
        var left = Power();
        while (Array.Find(ProductOperators, tokens.TryOperator) is { } op)
        {
            left = new Binary(op, left, Power(), left.Line);
        }

        return left;
    }

    private TemplateExpression Power()
    {
        var left = FiltersOf(Signed());
        while (tokens.TryOperator("**"))
        {
            left = new Binary("**", left, FiltersOf(Signed()), left.Line);
        }

        return left;
    }

    private TemplateExpression Signed()
    {
        using var depth = tokens.Enter();
        var line = tokens.Peek.Line;
        return Array.Find(SumOperators, tokens.TryOperator) is { } op
            ? new Unary(op, Signed(), line)
            : Postfix(Primary());
    }

    private TemplateExpression Postfix(TemplateExpression target)
    {
        while (true)
        {
            if (tokens.TryOperator("."))
            {
                var name = tokens.Next();
                target = name.Kind switch
                {
                    TemplateTokenKind.Name => new TemplateExpression.Attribute(target, name.Text, name.Line),
                    TemplateTokenKind.Integer => new Item(target, Number(name), name.Line),
                    _ => throw new ChatTemplateException($"a name must follow '.', not {name.Description}.", name.Line),
                };
            }
            else if (tokens.TryOperator("["))
            {
                target = Subscript(target);
            }
            else if (tokens.TryOperator("("))
            {
                target = new Call(target, Arguments(), target.Line);
            }
            else
            {
                return target;
            }
        }
    }

    private TemplateExpression FiltersOf(TemplateExpression input)
    {
        while (true)
        {
            if (tokens.TryOperator("|"))
            {
                var name = tokens.Expect(TemplateTokenKind.Name, "a filter's name");
                input = Postfix(new Filter(input, name.Text, OptionalArguments(), name.Line));
            }
            else if (tokens.TryName("is"))
            {
                input = TestOf(input);
            }
            else
            {
                return input;
            }
        }
    }

    private Test TestOf(TemplateExpression input)
    {
        var negated = tokens.TryName("not");
        var name = tokens.Expect(TemplateTokenKind.Name, "a test's name");
        var arguments = OptionalArguments();
        if (arguments.Positional.Count == 0 && TemplateTests.TakesArgument(name.Text))
        {
            arguments = new ArgumentList([Postfix(Primary())], []);
        }

        return new Test(input, name.Text, arguments, negated, name.Line);
    }

    private TemplateExpression Subscript(TemplateExpression target)
    {
        var line = tokens.Peek.Line;
        var start = tokens.Peek.IsOperator(":") ? null : ParseTuple();
        if (start is not null && tokens.TryOperator("]"))
        {
            return new Item(target, start, line);
        }

        tokens.ExpectOperator(":");
        var stop = tokens.Peek.IsOperator(":") || tokens.Peek.IsOperator("]") ? null : Parse();
        var step = tokens.TryOperator(":") && !tokens.Peek.IsOperator("]") ? Parse() : null;
        tokens.ExpectOperator("]");
        return new Slice(target, start, stop, step, line);
    }

    private ArgumentList Arguments()
    {
        var positional = new List<TemplateExpression>();
        var named = new List<(string, TemplateExpression)>();
        while (!tokens.TryOperator(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.TryOperator(")"))
                {
                    break;
                }
            }

            if (tokens.Peek.Kind == TemplateTokenKind.Name && tokens.FollowedBy("="))
            {
                var name = tokens.Next().Text;
                tokens.Next();
                if (named.Exists(n => n.Item1 == name))
                {
                    throw new ChatTemplateException($"the argument '{name}' is given twice.", tokens.Peek.Line);
                }

                named.Add((name, Parse()));
            }
            else
            {
                positional.Add(Parse());
            }
        }

        return new ArgumentList(positional, named);
    }

    private TemplateExpression Primary()
    {
        using var depth = tokens.Enter();
        var token = tokens.Next();
        switch (token.Kind)
        {
            case TemplateTokenKind.Text:
                var text = token.Text;
                while (tokens.Peek.Kind == TemplateTokenKind.Text)
                {
                    text += tokens.Next().Text;
                }

                return new Constant(TemplateValue.Text.Trusted(text), token.Line);
            case TemplateTokenKind.Integer or TemplateTokenKind.Float:
                return Number(token);
            case TemplateTokenKind.Name:
                return NameOrConstant(token);
            case TemplateTokenKind.Operator when token.Text == "(":
                return Parenthesised(token.Line);
            case TemplateTokenKind.Operator when token.Text == "[":
                return new Sequence(Items("]"), IsTuple: false, token.Line);
            case TemplateTokenKind.Operator when token.Text == "{":
                return MappingLiteral(token.Line);
            default:
                throw new ChatTemplateException($"a value is missing before {token.Description}.", token.Line);
        }
    }

    private TemplateExpression Parenthesised(int line)
    {
        if (tokens.TryOperator(")"))
        {
            return new Sequence([], IsTuple: true, line);
        }

        var first = Parse();
        if (tokens.TryOperator(")"))
        {
            return first;
        }

        tokens.ExpectOperator(",");
        return new Sequence([first, .. Items(")")], IsTuple: true, line);
    }

    private List<TemplateExpression> Items(string close)
    {
        var items = new List<TemplateExpression>();
        while (!tokens.TryOperator(close))
        {
            items.Add(Parse());
            if (!tokens.Peek.IsOperator(close))
            {
                tokens.ExpectOperator(",");
            }
        }

        return items;
    }

    private Mapping MappingLiteral(int line)
    {
        var entries = new List<(TemplateExpression, TemplateExpression)>();
        while (!tokens.TryOperator("}"))
        {
            var key = Parse();
            tokens.ExpectOperator(":");
            entries.Add((key, Parse()));
            if (!tokens.Peek.IsOperator("}"))
            {
                tokens.ExpectOperator(",");
            }
        }

        return new Mapping(entries, line);
    }

    private static TemplateExpression NameOrConstant(TemplateToken token) => token.Text switch
    {
        "true" or "True" => new Constant(TemplateValue.True, token.Line),
        "false" or "False" => new Constant(TemplateValue.False, token.Line),
        "none" or "None" => new Constant(TemplateValue.None, token.Line),
        _ => new Name(token.Text, token.Line),
    };

    private static Constant Number(TemplateToken token)
    {
        if (token.Kind == TemplateTokenKind.Float)
        {
            return new Constant(
                new TemplateValue.Float(double.Parse(token.Text, CultureInfo.InvariantCulture)), token.Line);
        }

        return long.TryParse(token.Text, CultureInfo.InvariantCulture, out var value)
            ? new Constant(new TemplateValue.Integer(value), token.Line)
            : throw new ChatTemplateException($"the number {token.Text} doesn't fit 64 bits.", token.Line);
    }
}
