namespace Ganban.Bedrock.Retrieval;

/// <summary>The prompt in which a model is asked what to search for.</summary>
internal static class SearchPrompt
{
    private const string English = "Write a search query for the user's question.";
    private const string Japanese = "検索クエリを生成してください。";

    private const string EnglishParts =
        "Write a search query for each thing that the user's question asks about, each on a line of its own.";

    private const string JapaneseParts = "質問が尋ねていることごとに検索クエリを生成してください。1行に1つ書いてください。";

    /// <summary>The prompt.</summary>
    /// <param name="template">The caller's template; null for one of ours, in the question's language.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="turns">What was said before.</param>
    /// <param name="isDecomposed">Whether each thing that is asked for is to be searched by itself.</param>
    /// <param name="now">The time.</param>
    public static string Fill(
        string? template,
        string question,
        IReadOnlyList<AnswerTurn> turns,
        bool isDecomposed,
        DateTimeOffset now)
    {
        var isJapanese = AnswerPrompt.IsJapanese(question);
        var ours = (isJapanese, isDecomposed) switch
        {
            (true, true) => JapaneseParts,
            (true, false) => Japanese,
            (false, true) => EnglishParts,
            _ => English,
        };
        return AnswerPrompt.Replace(template ?? ours, name => name switch
        {
            AnswerPrompt.Query => question,
            AnswerPrompt.OutputFormat => isJapanese
                ? "検索クエリだけを、1行に1つ書いてください。"
                : "Write the search queries only, each on a line of its own.",
            AnswerPrompt.CurrentTime => AnswerPrompt.Time(now),
            AnswerPrompt.History => AnswerPrompt.Said(turns),
            _ => null,
        }).Trim();
    }
}
