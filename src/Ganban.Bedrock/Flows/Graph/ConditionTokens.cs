using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>A word of a condition's expression.</summary>
/// <param name="Text">As it stands there.</param>
/// <param name="Value">The constant that it is; null for names, operators and parentheses.</param>
/// <param name="IsName">Whether it is an input's name.</param>
internal sealed record ConditionToken(string Text, JsonElement? Value = null, bool IsName = false);

/// <summary>Cuts a condition's expression into its words.</summary>
internal static class ConditionTokens
{
    private static readonly string[] Marks = ["==", "!=", ">=", "<=", ">", "<", "(", ")"];

    /// <summary>The words in order.</summary>
    /// <exception cref="ConditionException">There is something that is no word.</exception>
    public static IReadOnlyList<ConditionToken> Of(string text)
    {
        var tokens = new List<ConditionToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = Mark(text, at) ?? Word(text, at) ?? Number(text, at);
            if (token is not null)
            {
                at += token.Text.Length;
            }
            else
            {
                token = Quoted(text, ref at)
                    ?? throw new ConditionException($"'{text[at]}' at character {at + 1} is not expected.");
            }

            tokens.Add(token);
        }

        return tokens;
    }

    private static ConditionToken? Mark(string text, int at) =>
        Marks.FirstOrDefault(mark => string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0) is { } found
            ? new ConditionToken(found)
            : null;

    private static ConditionToken? Word(string text, int at)
    {
        var end = at;
        while (end < text.Length
            && (char.IsLetter(text[end]) || text[end] == '_' || (end > at && char.IsDigit(text[end]))))
        {
            end++;
        }

        return text[at..end] switch
        {
            "" => null,
            "true" => new ConditionToken("true", JsonSerializer.SerializeToElement(true)),
            "false" => new ConditionToken("false", JsonSerializer.SerializeToElement(false)),
            "and" or "or" or "not" => new ConditionToken(text[at..end]),
            var name => new ConditionToken(name, IsName: true),
        };
    }

    private static ConditionToken? Number(string text, int at)
    {
        var end = at < text.Length && text[at] == '-' ? at + 1 : at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text[at..end], style, CultureInfo.InvariantCulture, out var number)
            ? new ConditionToken(text[at..end], JsonSerializer.SerializeToElement(number))
            : null;
    }

    private static ConditionToken? Quoted(string text, ref int at)
    {
        var quote = text[at];
        if (quote is not ('"' or '\''))
        {
            return null;
        }

        var content = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                var token = new ConditionToken(text[at..(i + 1)], DataTypes.Value(content.ToString()));
                at = i + 1;
                return token;
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            content.Append(text[i]);
        }

        throw new ConditionException($"The text that begins at character {at + 1} has no closing quote.");
    }
}
