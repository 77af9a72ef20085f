using System.Text.Json;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>
/// A condition: inputs by their names, texts in double quotes, numbers, true and false, compared with
/// <c>== != &gt; &gt;= &lt; &lt;=</c> and joined with <c>and or not</c> and parentheses.
/// </summary>
internal sealed class ConditionExpression
{
    private const int CharactersMax = 1024; // far beyond the contract's; bounds the depth of what is read

    private readonly ConditionTerm _term;

    private ConditionExpression(ConditionTerm term) => _term = term;

    /// <summary>Reads an expression.</summary>
    /// <exception cref="ConditionException">It is none.</exception>
    public static ConditionExpression Parse(string text)
    {
        if (text.Length > CharactersMax)
        {
            throw new ConditionException($"It has more than {CharactersMax} characters.");
        }

        var reader = new Reader(ConditionTokens.Of(text));
        var term = reader.Or();
        reader.End();
        return new ConditionExpression(term);
    }

    /// <summary>Checks it against the data types of the inputs.</summary>
    /// <exception cref="ConditionException">It names what is not there, or types don't fit.</exception>
    public void Check(IReadOnlyDictionary<string, string> inputs)
    {
        var type = _term.Type(inputs);
        if (type != FlowNodeIODataType.Boolean)
        {
            throw new ConditionException($"It is a {type} and not true or false.");
        }
    }

    /// <summary>Whether it holds.</summary>
    /// <exception cref="ConditionException">A number can't be compared.</exception>
    public bool Holds(IReadOnlyDictionary<string, JsonElement> inputs) =>
        _term.Value(inputs).ValueKind == JsonValueKind.True;

    private sealed class Reader(IReadOnlyList<ConditionToken> tokens)
    {
        private int _at;

        private ConditionToken? Next => _at < tokens.Count ? tokens[_at] : null;

        public ConditionTerm Or()
        {
            var left = And();
            while (Take("or"))
            {
                left = new ConditionTerm.Joined(left, IsAnd: false, And());
            }

            return left;
        }

        public void End()
        {
            if (Next is { } rest)
            {
                throw new ConditionException($"'{rest.Text}' is not expected there.");
            }
        }

        private ConditionTerm And()
        {
            var left = Not();
            while (Take("and"))
            {
                left = new ConditionTerm.Joined(left, IsAnd: true, Not());
            }

            return left;
        }

        private ConditionTerm Not() => Take("not") ? new ConditionTerm.Not(Not()) : Comparison();

        private ConditionTerm Comparison()
        {
            var left = Operand();
            if (Next is not { Value: null, Text: "==" or "!=" or ">" or ">=" or "<" or "<=" } compared)
            {
                return left;
            }

            _at++;
            return new ConditionTerm.Compared(left, compared.Text, Operand());
        }

        private ConditionTerm Operand()
        {
            if (Take("("))
            {
                var inner = Or();
                return Take(")") ? inner : throw new ConditionException("A parenthesis is not closed.");
            }

            var token = Next ?? throw new ConditionException("It ends where a value is expected.");
            _at++;
            return token switch
            {
                { Value: { } constant } => new ConditionTerm.Literal(constant),
                { IsName: true } => new ConditionTerm.Input(token.Text),
                _ => throw new ConditionException($"'{token.Text}' is not expected there."),
            };
        }

        private bool Take(string word)
        {
            if (Next is not { Value: null } token || token.Text != word)
            {
                return false;
            }

            _at++;
            return true;
        }
    }
}
