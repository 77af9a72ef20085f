using System.Text.RegularExpressions;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Retrieval.Sql;

/// <summary>Reads the query out of what a model wrote.</summary>
internal static partial class WrittenQuery
{
    /// <summary>Whether it says that no query answers the question.</summary>
    public static bool IsRefusal(string written) =>
        Text(written).StartsWith(QueryPrompt.Unanswerable, StringComparison.Ordinal);

    /// <summary>The query, without a semicolon behind it.</summary>
    /// <exception cref="QueryRefusedException">There is none, more than one statement, or another kind.</exception>
    public static string Read(string written)
    {
        var text = Text(written);
        var marks = Marks(text);
        var end = marks.IndexOf(';', StringComparison.Ordinal);
        if (end >= 0)
        {
            if (marks.AsSpan(end).Trim("; \t\r\n").Length > 0)
            {
                throw new QueryRefusedException("there is more than one statement; it must be one");
            }

            (text, marks) = (text[..end].TrimEnd(), marks[..end]);
        }

        return Beginning().IsMatch(marks)
            ? text
            : throw new QueryRefusedException("it is not a SELECT statement; it must begin with SELECT or WITH");
    }

    private static string Text(string written) =>
        (Fenced().Match(written) is { Success: true } fenced ? fenced.Groups[1].Value : written).Trim();

    // The text, as long as it is, without what stands in comments and quotation marks: what is left is SQL's own.
    private static string Marks(string text) =>
        Quoted().Replace(text, match => new string(match.Value[0] is '-' or '/' ? ' ' : '_', match.Length));

    [GeneratedRegex(@"```[a-z]*\s(.*?)```", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^[\s(]*(?:SELECT|WITH)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Beginning();

    // Comments, strings with doubled quotation marks, names, and strings between dollars with the same tag.
    [GeneratedRegex(
        """--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>[A-Za-z_]*)\$.*?\$\k<tag>\$""",
        RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
