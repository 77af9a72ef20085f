using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>The prompt in which a model is given what was found.</summary>
internal static partial class AnswerPrompt
{
    /// <summary>The variable for the question.</summary>
    public const string Query = "$query$";

    /// <summary>The variable for how the answer is to be written.</summary>
    public const string OutputFormat = "$output_format_instructions$";

    /// <summary>The variable for the time.</summary>
    public const string CurrentTime = "$current_time$";

    /// <summary>The variable for what was said before.</summary>
    public const string History = "$conversation_history$";

    /// <summary>The template where the caller has none and the question is not Japanese.</summary>
    public const string Default =
        "Answer the question with the following search results only. If they don't hold the answer, say that you could not find "
        + "it.\n\n" + SearchResults + "\n\n" + OutputFormat;

    private const string SearchResults = "$search_results$";

    private const string Japanese =
        "以下の検索結果だけを使って質問に答えてください。検索結果に答えがなければ、見つからなかったと答えてください。\n\n"
        + SearchResults + "\n\n$output_format_instructions$";

    /// <summary>Checks a template of the caller's.</summary>
    /// <exception cref="Contracts.ModelledException">It has no place for what was found.</exception>
    public static void Check(string? template, string place)
    {
        if (template is not null && !template.Contains(SearchResults, StringComparison.Ordinal))
        {
            throw RetrievalErrors.Wrong(place, $"It must hold {SearchResults}, in whose place what was found is put.");
        }
    }

    /// <summary>The prompt.</summary>
    /// <param name="template">The caller's template; null for one of ours, in the question's language.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="found">What was found.</param>
    /// <param name="turns">What was said before.</param>
    /// <param name="now">The time.</param>
    public static string Fill(
        string? template,
        string question,
        IReadOnlyList<VectorMatch> found,
        IReadOnlyList<AnswerTurn> turns,
        DateTimeOffset now)
    {
        var isJapanese = IsJapanese(question);
        template ??= isJapanese ? Japanese : Default;
        return Replace(template, name => name switch
        {
            SearchResults => Documents(found),
            Query => question,
            OutputFormat => isJapanese ? "答えだけを書いてください。" : "Write the answer only.",
            CurrentTime => Time(now),
            History => Said(turns),
            _ => null,
        }).Trim();
    }

    /// <summary>
    /// A template with values in place of its variables, those without one as they are; what a value holds is not
    /// looked at again.
    /// </summary>
    public static string Replace(string template, Func<string, string?> value) =>
        Variable().Replace(template, match => value(match.Value) ?? match.Value);

    /// <summary>Whether a question is Japanese: it has kana.</summary>
    public static bool IsJapanese(string question) => question.Any(c => c is >= '\u3040' and <= '\u30ff');

    /// <summary>A time as prompts tell it.</summary>
    public static string Time(DateTimeOffset now) =>
        now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What was said before, as text.</summary>
    public static string Said(IReadOnlyList<AnswerTurn> turns) => string.Join(
        '\n', turns.Select(turn => $"User: {turn.Question}\nAssistant: {turn.Answer}"));

    private static string Documents(IReadOnlyList<VectorMatch> found)
    {
        var text = new StringBuilder();
        if (found is [RowMatch { Query: var query }, ..])
        {
            text.Append("<query>\n").Append(query).Append("\n</query>\n");
        }

        for (var i = 0; i < found.Count; i++)
        {
            var mark = found.Count == 1
                ? "<document>"
                : string.Create(CultureInfo.InvariantCulture, $"<document index=\"{i + 1}\">");
            text.Append(mark).Append('\n').Append(found[i].Text).Append("\n</document>\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    [GeneratedRegex(@"\$[a-z_]+\$")]
    private static partial Regex Variable();
}
