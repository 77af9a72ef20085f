using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>The prompt in which a model is given what was found.</summary>
internal static partial class AnswerPrompt
{
    private const string SearchResults = "$search_results$";

    private const string English =
        "Answer the question with the following search results only. If they don't hold the answer, say that you could not find "
        + "it.\n\n" + SearchResults + "\n\n$output_format_instructions$";

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
        var isJapanese = question.Any(c => c is >= '\u3040' and <= '\u30ff');
        template ??= isJapanese ? Japanese : English;

        // What a value holds is not looked at again.
        return Variable().Replace(template, match => match.Value switch
        {
            SearchResults => Documents(found),
            "$query$" => question,
            "$output_format_instructions$" => isJapanese
                ? "答えだけを書いてください。"
                : "Write the answer only.",
            "$current_time$" => now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "$conversation_history$" => History(turns),
            var other => other,
        }).Trim();
    }

    private static string Documents(IReadOnlyList<VectorMatch> found)
    {
        var text = new StringBuilder();
        for (var i = 0; i < found.Count; i++)
        {
            var mark = found.Count == 1
                ? "<document>"
                : string.Create(CultureInfo.InvariantCulture, $"<document index=\"{i + 1}\">");
            text.Append(mark).Append('\n').Append(found[i].Text).Append("\n</document>\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string History(IReadOnlyList<AnswerTurn> turns) => string.Join(
        '\n', turns.Select(turn => $"User: {turn.Question}\nAssistant: {turn.Answer}"));

    [GeneratedRegex(@"\$[a-z_]+\$")]
    private static partial Regex Variable();
}
