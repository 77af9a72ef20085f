using Ganban.Bedrock.Citations;
using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>Cuts documents where sentences end.</summary>
internal static class TextPieces
{
    /// <summary>The pieces of a document in order; put together they are its text.</summary>
    /// <param name="sections">The document.</param>
    /// <param name="tokensMax">The most tokens of a piece; longer sentences are cut.</param>
    public static IEnumerable<TextPiece> Of(IReadOnlyList<DocumentSection> sections, int tokensMax)
    {
        IReadOnlyList<string> above = [];
        foreach (var section in sections)
        {
            var same = above.Zip(section.Headings).TakeWhile(pair => pair.First == pair.Second).Count();
            var heading = string.Concat(section.Headings.Skip(same).Select(line => line + "\n"));
            var parents = section.Headings.Take(same).ToList();
            above = section.Headings;
            foreach (var part in heading.Length > 0 ? Cut(heading, tokensMax) : [])
            {
                yield return new TextPiece(part, TokenEstimate.Of(part), section.Page, parents);
            }

            foreach (var sentence in Slices(section.Text + "\n"))
            {
                foreach (var part in Cut(sentence, tokensMax))
                {
                    yield return new TextPiece(part, TokenEstimate.Of(part), section.Page, section.Headings);
                }
            }
        }
    }

    // Each sentence up to where the next begins.
    private static IEnumerable<string> Slices(string text)
    {
        var start = 0;
        foreach (var sentence in Sentences.Split(text).Skip(1))
        {
            yield return text[start..sentence.Start.Value];
            start = sentence.Start.Value;
        }

        yield return text[start..];
    }

    private static IEnumerable<string> Cut(string text, int tokensMax)
    {
        while (TokenEstimate.Of(text) > tokensMax)
        {
            var end = Fitting(text, tokensMax);
            yield return text[..end];
            text = text[end..];
        }

        yield return text;
    }

    // The estimate never falls when a text grows, so the longest beginning that fits can be halved towards.
    private static int Fitting(string text, int tokensMax)
    {
        var (fits, tooLong) = (1, Math.Min(text.Length, (tokensMax * 8) + 1));
        while (TokenEstimate.Of(text.AsSpan(0, tooLong)) <= tokensMax && tooLong < text.Length)
        {
            (fits, tooLong) = (tooLong, Math.Min(text.Length, tooLong * 2));
        }

        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            var isFitting = TokenEstimate.Of(text.AsSpan(0, middle)) <= tokensMax;
            (fits, tooLong) = isFitting ? (middle, tooLong) : (fits, middle);
        }

        var space = text.LastIndexOf(' ', fits - 1, Math.Min(fits, 64));
        var end = space > 0 ? space + 1 : fits;
        return end < text.Length && end > 1 && char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }
}
