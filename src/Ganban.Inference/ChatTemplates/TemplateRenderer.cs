namespace Ganban.Inference.ChatTemplates;

/// <summary>Runs the statements of a template and collects what they print.</summary>
internal sealed class TemplateRenderer(RenderBudget budget)
{
    // An iteration makes a scope and eleven values, which costs about as much as handling this many characters.
    private const int IterationSize = 1024;

    private readonly ExpressionEvaluator _expressions = new(budget);

    private enum Flow
    {
        Normal,
        Break,
        Continue,
    }

    /// <summary>What <paramref name="statements"/> print with the variables of <paramref name="scope"/>.</summary>
    public MarkedText Render(IReadOnlyList<TemplateStatement> statements, TemplateScope scope)
    {
        var output = new MarkedText.Builder();
        Run(statements, scope, output);
        return output.ToText();
    }

    private Flow Run(IReadOnlyList<TemplateStatement> statements, TemplateScope scope, MarkedText.Builder output)
    {
        foreach (var statement in statements)
        {
            var flow = Run(statement, scope, output);
            if (flow != Flow.Normal)
            {
                return flow;
            }
        }

        return Flow.Normal;
    }

    private Flow Run(TemplateStatement statement, TemplateScope scope, MarkedText.Builder output)
    {
        budget.Charge(statement.Line);
        switch (statement)
        {
            case TemplateStatement.Data data:
                Write(MarkedText.Trusted(data.Text), output, data.Line);
                break;
            case TemplateStatement.Output printed:
                var value = _expressions.Evaluate(printed.Expression, scope);
                Write(ValueText.Print(value, budget, printed.Line), output, printed.Line);
                break;
            case TemplateStatement.If branching:
                var body = branching.Branches
                    .FirstOrDefault(b => b.Condition is not { } c || _expressions.Evaluate(c, scope).IsTruthy).Body;
                return body is null ? Flow.Normal : Run(body, scope, output);
            case TemplateStatement.For loop:
                return Loop(loop, scope, output);
            case TemplateStatement.Set set:
                Assign(set, scope);
                break;
            case TemplateStatement.Capture capture:
                scope.Set(capture.Target, Filter(capture.Filters, capture.Body, scope, capture.Line));
                break;
            case TemplateStatement.Macro macro:
                scope.Set(macro.Identifier, new TemplateValue.Function(macro.Identifier, a => Call(macro, a, scope)));
                break;
            case TemplateStatement.With with:
                var inner = new TemplateScope(scope);
                foreach (var (variable, given) in with.Variables)
                {
                    inner.Set(variable, _expressions.Evaluate(given, scope));
                }

                return Run(with.Body, inner, output);
            case TemplateStatement.Calling calling:
                var caller = new TemplateValue.Function("caller", a => Call(calling.Caller, a, scope));
                var written = _expressions.Invoke(calling.Target, scope, caller);
                Write(ValueText.Print(written, budget, calling.Line), output, calling.Line);
                break;
            case TemplateStatement.Filtered { Filters.Count: 0 } generation:
                return Run(generation.Body, scope, output);
            case TemplateStatement.Filtered filtered:
                var result = Filter(filtered.Filters, filtered.Body, scope, filtered.Line);
                Write(ValueText.Print(result, budget, filtered.Line), output, filtered.Line);
                break;
            case TemplateStatement.Break:
                return Flow.Break;
            case TemplateStatement.Continue:
                return Flow.Continue;
        }

        return Flow.Normal;
    }

    private TemplateValue Filter(
        IReadOnlyList<(string Name, TemplateExpression.ArgumentList Arguments)> filters,
        IReadOnlyList<TemplateStatement> body,
        TemplateScope scope,
        int line)
    {
        TemplateValue value = new TemplateValue.Text(Render(body, new TemplateScope(scope)));
        foreach (var (name, arguments) in filters)
        {
            value = TemplateFilters.Apply(value, _expressions.Arguments(name, arguments, scope, line), budget);
        }

        return value;
    }

    private void Write(MarkedText text, MarkedText.Builder output, int line)
    {
        budget.ChargeAppend(line, output.Length, text.Length);
        output.Append(text);
    }

    private Flow Loop(TemplateStatement.For loop, TemplateScope scope, MarkedText.Builder output)
    {
        var items = TemplateOperators.Items(_expressions.Evaluate(loop.Items, scope), budget, loop.Line);
        if (loop.Filter is { } filter)
        {
            items = [.. items.Where(item =>
            {
                var inner = new TemplateScope(scope);
                Bind(loop.Targets, item, inner, loop.Line);
                return _expressions.Evaluate(filter, inner).IsTruthy;
            })];
        }

        if (items.Count == 0)
        {
            return Run(loop.Otherwise, scope, output);
        }

        for (var i = 0; i < items.Count; i++)
        {
            budget.Charge(loop.Line, IterationSize);
            var inner = new TemplateScope(scope);
            inner.Set("loop", LoopVariable(items, i));
            Bind(loop.Targets, items[i], inner, loop.Line);
            if (Run(loop.Body, inner, output) == Flow.Break)
            {
                break;
            }
        }

        return Flow.Normal;
    }

    private static TemplateValue.Map LoopVariable(IReadOnlyList<TemplateValue> items, int index)
    {
        var loop = new TemplateValue.Map();
        void Set(string name, TemplateValue value) => loop.Set(TemplateValue.Text.Trusted(name), value);
        Set("index", new TemplateValue.Integer(index + 1));
        Set("index0", new TemplateValue.Integer(index));
        Set("revindex", new TemplateValue.Integer(items.Count - index));
        Set("revindex0", new TemplateValue.Integer(items.Count - index - 1));
        Set("first", TemplateValue.Of(index == 0));
        Set("last", TemplateValue.Of(index == items.Count - 1));
        Set("length", new TemplateValue.Integer(items.Count));
        Set("previtem", index > 0 ? items[index - 1] : new TemplateValue.Undefined("loop.previtem"));
        Set("nextitem", index + 1 < items.Count ? items[index + 1] : new TemplateValue.Undefined("loop.nextitem"));
        Set("cycle", new TemplateValue.Function("cycle", a => a.Positional.Count > 0
            ? a.Positional[index % a.Positional.Count]
            : throw a.Fault("needs arguments.")));
        return loop;
    }

    private void Bind(IReadOnlyList<string> targets, TemplateValue value, TemplateScope scope, int line)
    {
        if (targets.Count == 1)
        {
            scope.Set(targets[0], value);
            return;
        }

        var parts = TemplateOperators.Items(value, budget, line);
        if (parts.Count != targets.Count)
        {
            throw new ChatTemplateException($"{targets.Count} variables can't take {parts.Count} values.", line);
        }

        for (var i = 0; i < targets.Count; i++)
        {
            scope.Set(targets[i], parts[i]);
        }
    }

    private void Assign(TemplateStatement.Set set, TemplateScope scope)
    {
        var value = _expressions.Evaluate(set.Value, scope);
        if (set.Member is not { } member)
        {
            Bind(set.Targets, value, scope, set.Line);
            return;
        }

        if (scope.Get(set.Targets[0]) is not TemplateValue.Map { IsNamespace: true } target)
        {
            throw new ChatTemplateException(
                $"'{set.Targets[0]}' is not a namespace, its members can't be set.", set.Line);
        }

        target.Set(TemplateValue.Text.Trusted(member), value);
    }

    private TemplateValue.Text Call(TemplateStatement.Macro macro, CallArguments arguments, TemplateScope scope)
    {
        var inner = new TemplateScope(scope);
        if (arguments.Positional.Count > macro.Parameters.Count)
        {
            throw arguments.Fault($"takes {macro.Parameters.Count} arguments, not {arguments.Positional.Count}.");
        }

        foreach (var name in arguments.Named.Keys.Where(n => n != "caller" && macro.Parameters.All(p => p.Name != n)))
        {
            throw arguments.Fault($"takes no argument '{name}'.");
        }

        if (arguments.Named.TryGetValue("caller", out var caller))
        {
            inner.Set("caller", caller);
        }

        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var (name, otherwise) = macro.Parameters[i];
            inner.Set(name, arguments.Find(i, name)
                ?? (otherwise is null ? new TemplateValue.Undefined(name) : _expressions.Evaluate(otherwise, inner)));
        }

        return new TemplateValue.Text(Render(macro.Body, inner));
    }
}
