namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>Puts pieces together up to a number of tokens.</summary>
internal static class PieceGroups
{
    /// <summary>Groups of neighbours.</summary>
    /// <param name="pieces">The pieces in order.</param>
    /// <param name="tokensMax">The most tokens of a group; a piece that has more is a group of its own.</param>
    /// <param name="overlapTokens">The most tokens at a group's end that the next begins with once more.</param>
    public static IEnumerable<IReadOnlyList<TextPiece>> Of(
        IEnumerable<TextPiece> pieces, int tokensMax, int overlapTokens)
    {
        var group = new List<TextPiece>();
        var tokens = 0;
        foreach (var piece in pieces)
        {
            if (tokens + piece.Tokens > tokensMax && tokens > 0)
            {
                yield return group;
                group = Overlap(group, Math.Min(overlapTokens, tokensMax - piece.Tokens));
                tokens = group.Sum(item => item.Tokens);
            }

            group.Add(piece);
            tokens += piece.Tokens;
        }

        // White space alone is no passage.
        if (tokens > 0)
        {
            yield return group;
        }
    }

    /// <summary>The text of a group.</summary>
    public static string Text(IEnumerable<TextPiece> group) => string.Concat(group.Select(piece => piece.Text)).Trim();

    /// <summary>A group as a passage that is embedded as it is.</summary>
    public static Passage ToPassage(IReadOnlyList<TextPiece> group)
    {
        var text = Text(group);
        return new Passage(text, group[0].Page, group[0].Headings, [text]);
    }

    private static List<TextPiece> Overlap(List<TextPiece> group, int tokensMax)
    {
        var tokens = 0;
        var count = 0;
        while (count + 1 < group.Count && tokens + group[^(count + 1)].Tokens <= tokensMax)
        {
            count++;
            tokens += group[^count].Tokens;
        }

        return group[^count..];
    }
}
