namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// Reads the statements of a template; <see cref="ExpressionParser"/> reads what stands inside the tags.
/// </summary>
internal sealed class TemplateParser
{
    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;

    private TemplateParser(TokenReader tokens)
    {
        _tokens = tokens;
        _expressions = new ExpressionParser(tokens);
    }

    /// <summary>The statements of <paramref name="source"/>.</summary>
    /// <exception cref="ChatTemplateException">It doesn't follow the grammar or is nested too deeply.</exception>
    public static IReadOnlyList<TemplateStatement> Parse(string source, int depthMax)
    {
        var tokens = new TokenReader(TemplateLexer.Tokenize(source), depthMax);
        return new TemplateParser(tokens).Body([]);
    }

    /// <summary>
    /// Reads up to a block tag that starts with one of <paramref name="ends"/>, which stays the next name.
    /// </summary>
    private List<TemplateStatement> Body(IReadOnlyList<string> ends)
    {
        using var depth = _tokens.Enter();
        var body = new List<TemplateStatement>();
        while (true)
        {
            var token = _tokens.Next();
            switch (token.Kind)
            {
                case TemplateTokenKind.Data:
                    body.Add(new TemplateStatement.Data(token.Text, token.Line));
                    break;
                case TemplateTokenKind.OutputBegin:
                    body.Add(new TemplateStatement.Output(_expressions.ParseTuple(), token.Line));
                    _tokens.Expect(TemplateTokenKind.OutputEnd, "'}}'");
                    break;
                case TemplateTokenKind.BlockBegin:
                    if (_tokens.Peek.Kind == TemplateTokenKind.Name && ends.Contains(_tokens.Peek.Text))
                    {
                        return body;
                    }

                    body.Add(Statement(_tokens.Expect(TemplateTokenKind.Name, "a statement")));
                    break;
                case TemplateTokenKind.End when ends.Count == 0:
                    return body;
                default:
                    throw new ChatTemplateException($"'{ends[^1]}' is missing at {token.Description}.", token.Line);
            }
        }
    }

    private TemplateStatement Statement(TemplateToken keyword)
    {
        var line = keyword.Line;
        switch (keyword.Text)
        {
            case "if":
                return If(line);
            case "for":
                return For(line);
            case "set":
                return Set(line);
            case "macro":
                return Macro(line);
            case "filter":
                var filters = Filters(FilterName());
                CloseTag();
                return new TemplateStatement.Filtered(filters, BodyAndEnd("endfilter"), line);
            case "with":
                return With(line);
            case "call":
                return Calling(line);
            case "generation":
                CloseTag();
                return new TemplateStatement.Filtered([], BodyAndEnd("endgeneration"), line);
            case "break":
                CloseTag();
                return new TemplateStatement.Break(line);
            case "continue":
                CloseTag();
                return new TemplateStatement.Continue(line);
            default:
                throw new ChatTemplateException($"the statement '{keyword.Text}' is not supported here.", line);
        }
    }

    private TemplateStatement.If If(int line)
    {
        var branches = new List<(TemplateExpression?, IReadOnlyList<TemplateStatement>)>();
        TemplateExpression? condition = _expressions.ParseTuple();
        while (true)
        {
            CloseTag();
            branches.Add((condition, Body(condition is null ? ["endif"] : ["elif", "else", "endif"])));
            switch (_tokens.Next().Text)
            {
                case "elif":
                    condition = _expressions.ParseTuple();
                    break;
                case "else":
                    condition = null;
                    break;
                default:
                    CloseTag();
                    return new TemplateStatement.If(branches, line);
            }
        }
    }

    private TemplateStatement.For For(int line)
    {
        var targets = Targets();
        _tokens.ExpectName("in");
        var items = _expressions.ParseWithoutCondition();
        var filter = _tokens.TryName("if") ? _expressions.Parse() : null;
        if (_tokens.Peek.IsName("recursive"))
        {
            throw new ChatTemplateException("recursive loops are not supported; use a macro.", line);
        }

        CloseTag();
        IReadOnlyList<TemplateStatement> otherwise = [];
        var body = Body(["else", "endfor"]);
        if (_tokens.Next().Text == "else")
        {
            CloseTag();
            otherwise = Body(["endfor"]);
            _tokens.Next();
        }

        CloseTag();
        return new TemplateStatement.For(targets, items, filter, body, otherwise, line);
    }

    private TemplateStatement Set(int line)
    {
        var targets = Targets();
        var member = _tokens.TryOperator(".") ? _tokens.Expect(TemplateTokenKind.Name, "a name").Text : null;
        if (_tokens.TryOperator("="))
        {
            var value = _expressions.ParseTuple();
            CloseTag();
            return new TemplateStatement.Set(targets, member, value, line);
        }

        if (targets.Count > 1 || member is not null)
        {
            throw new ChatTemplateException("'=' is missing after the targets of 'set'.", line);
        }

        var filters = _tokens.TryOperator("|") ? Filters(FilterName()) : [];
        CloseTag();
        return new TemplateStatement.Capture(targets[0], filters, BodyAndEnd("endset"), line);
    }

    private TemplateStatement.Macro Macro(int line)
    {
        var name = _tokens.Expect(TemplateTokenKind.Name, "the macro's name").Text;
        _tokens.ExpectOperator("(");
        var parameters = Parameters();
        CloseTag();
        return new TemplateStatement.Macro(name, parameters, BodyAndEnd("endmacro"), line);
    }

    private TemplateStatement.With With(int line)
    {
        var variables = new List<(string, TemplateExpression)>();
        while (_tokens.Peek.Kind == TemplateTokenKind.Name)
        {
            var name = _tokens.Next().Text;
            _tokens.ExpectOperator("=");
            variables.Add((name, _expressions.Parse()));
            if (!_tokens.TryOperator(","))
            {
                break;
            }
        }

        CloseTag();
        return new TemplateStatement.With(variables, BodyAndEnd("endwith"), line);
    }

    private TemplateStatement.Calling Calling(int line)
    {
        var parameters = _tokens.TryOperator("(") ? Parameters() : [];
        var target = _expressions.Parse() as TemplateExpression.Call
            ?? throw new ChatTemplateException("'call' needs the call of a macro.", line);
        CloseTag();
        var caller = new TemplateStatement.Macro("caller", parameters, BodyAndEnd("endcall"), line);
        return new TemplateStatement.Calling(target, caller, line);
    }

    /// <summary>The parameters of a macro and the parenthesis behind them.</summary>
    private List<(string Name, TemplateExpression? Default)> Parameters()
    {
        var parameters = new List<(string, TemplateExpression?)>();
        while (!_tokens.TryOperator(")"))
        {
            if (parameters.Count > 0)
            {
                _tokens.ExpectOperator(",");
            }

            var parameter = _tokens.Expect(TemplateTokenKind.Name, "a parameter").Text;
            parameters.Add((parameter, _tokens.TryOperator("=") ? _expressions.Parse() : null));
        }

        return parameters;
    }

    private List<string> Targets()
    {
        var bracketed = _tokens.TryOperator("(");
        var targets = new List<string>();
        do
        {
            targets.Add(_tokens.Expect(TemplateTokenKind.Name, "a variable's name").Text);
        }
        while (_tokens.TryOperator(","));

        if (bracketed)
        {
            _tokens.ExpectOperator(")");
        }

        return targets;
    }

    /// <summary>The filters from <paramref name="name"/> on, with their arguments.</summary>
    private List<(string Name, TemplateExpression.ArgumentList Arguments)> Filters(string name)
    {
        var filters = new List<(string, TemplateExpression.ArgumentList)> { (name, _expressions.OptionalArguments()) };
        while (_tokens.TryOperator("|"))
        {
            filters.Add((FilterName(), _expressions.OptionalArguments()));
        }

        return filters;
    }

    private string FilterName()
    {
        var name = _tokens.Expect(TemplateTokenKind.Name, "a filter's name");
        return TemplateFilters.Exists(name.Text)
            ? name.Text
            : throw new ChatTemplateException($"there is no filter '{name.Text}'.", name.Line);
    }

    private List<TemplateStatement> BodyAndEnd(string end)
    {
        var body = Body([end]);
        _tokens.Next();
        CloseTag();
        return body;
    }

    private void CloseTag() => _tokens.Expect(TemplateTokenKind.BlockEnd, "'%}'");
}
