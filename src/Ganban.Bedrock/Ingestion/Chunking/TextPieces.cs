using Ganban.Bedrock.Citations;
using Ganban.Documents;
using Ganban.Inference.Embeddings;

namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>Cuts documents where sentences end.</summary>
internal static class TextPieces
{
    // What is cut by the estimate may still be too long by a little.
    private const double Margin = 0.9;

    /// <summary>The pieces of a document in order; put together they are its text.</summary>
    /// <param name="sections">The document.</param>
    /// <param name="tokensMax">The most tokens of a piece; longer sentences are cut.</param>
    /// <param name="counter">Counts tokens as the embedding model does; null for the estimate.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<IReadOnlyList<TextPiece>> Of(
        IReadOnlyList<DocumentSection> sections,
        int tokensMax,
        ITextTokenCounter? counter,
        CancellationToken cancellationToken)
    {
        var whole = Uncut(sections).ToList();
        if (counter is null)
        {
            return [.. whole.SelectMany(piece => Cut(piece.Text, tokensMax, cancellationToken).Select(part =>
                piece with { Text = part, Tokens = TokenEstimate.Of(part) }))];
        }

        var counts = await counter.Count([.. whole.Select(piece => piece.Text)], cancellationToken);
        var parts = whole.Zip(counts, (piece, tokens) => tokens <= tokensMax
            ? [piece with { Tokens = tokens }]
            : Cut(piece.Text, Scaled(piece.Text, tokens, tokensMax), cancellationToken)
                .Select(part => piece with { Text = part, Tokens = -1 }))
            .SelectMany(cut => cut)
            .ToList();
        var uncounted = parts.Where(part => part.Tokens < 0).Select(part => part.Text).ToList();
        var more = new Queue<int>(uncounted.Count > 0 ? await counter.Count(uncounted, cancellationToken) : []);
        return [.. parts.Select(part => part.Tokens < 0 ? part with { Tokens = more.Dequeue() } : part)];
    }

    private static IEnumerable<TextPiece> Uncut(IReadOnlyList<DocumentSection> sections)
    {
        IReadOnlyList<string> above = [];
        foreach (var section in sections)
        {
            var same = above.Zip(section.Headings).TakeWhile(pair => pair.First == pair.Second).Count();
            var heading = string.Concat(section.Headings.Skip(same).Select(line => line + "\n"));
            var parents = section.Headings.Take(same).ToList();
            above = section.Headings;
            if (heading.Length > 0)
            {
                yield return new TextPiece(heading, 0, section.Page, parents);
            }

            foreach (var sentence in Slices(section.Text + "\n"))
            {
                yield return new TextPiece(sentence, 0, section.Page, section.Headings);
            }
        }
    }

    // The limit of the estimate that is about the limit of the count.
    private static int Scaled(string text, int tokens, int tokensMax) =>
        Math.Max(1, (int)(Margin * tokensMax * TokenEstimate.Of(text) / tokens));

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

    private static IEnumerable<string> Cut(string text, int tokensMax, CancellationToken cancellationToken)
    {
        var start = 0;
        for (int length; (length = Fitting(text.AsSpan(start), tokensMax)) < text.Length - start; start += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return text[start..(start + length)];
        }

        yield return text[start..];
    }

    // All of a text that fits. The estimate never falls when a text grows, so the longest beginning that fits can be
    // halved towards; of a long text no more is looked at than twice that.
    private static int Fitting(ReadOnlySpan<char> text, int tokensMax)
    {
        var (fits, tooLong) = (1, (int)Math.Min(text.Length, (tokensMax * 8L) + 1));
        while (TokenEstimate.Of(text[..tooLong]) <= tokensMax)
        {
            if (tooLong == text.Length)
            {
                return text.Length;
            }

            (fits, tooLong) = (tooLong, (int)Math.Min(text.Length, tooLong * 2L));
        }

        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            var isFitting = TokenEstimate.Of(text[..middle]) <= tokensMax;
            (fits, tooLong) = isFitting ? (middle, tooLong) : (fits, middle);
        }

        var near = Math.Max(1, fits - 64);
        var space = text[near..fits].LastIndexOf(' ');
        var end = space >= 0 ? near + space + 1 : fits;
        return end < text.Length && end > 1 && char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }
}
