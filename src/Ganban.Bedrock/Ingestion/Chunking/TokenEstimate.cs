namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>
/// How many tokens a text has for an embedding model whose tokenizer is not at hand: one for each Japanese, Chinese or
/// Korean character, one for each four letters or digits of a word, begun ones counted, and one for each other mark.
/// </summary>
internal static class TokenEstimate
{
    private const int WordCharacters = 4;

    /// <summary>The estimate.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var tokens = 0;
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = i;
            while (end < text.Length && end - i < WordCharacters && IsOfWord(text[end]))
            {
                end++;
            }

            tokens++;
            i = Math.Max(end, i + 1);
        }

        return tokens;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) && c < '\u1100';
}
