namespace Ganban.Inference.Generation;

/// <summary>Finds stop sequences in text that comes in pieces, holding back what may be the start of one.</summary>
/// <param name="sequences">The stop sequences; none empty.</param>
internal sealed class StopSequenceMatcher(IReadOnlyList<string> sequences)
{
    private string _held = "";

    /// <summary>Adds text.</summary>
    /// <returns>Text that may go out, and the stop sequence that follows it, if one is complete.</returns>
    public (string Text, string? Match) Add(string text)
    {
        text = _held + text;
        var (start, match) = FindFirst(text);
        if (match is null)
        {
            start = text.Length - HeldLength(text);
        }

        _held = match is null ? text[start..] : "";
        return (text[..start], match);
    }

    /// <summary>Ends the text: what was held back goes out.</summary>
    public string Flush()
    {
        var held = _held;
        _held = "";
        return held;
    }

    /// <summary>
    /// The match that is complete first; among those the one that starts first, as reading on would find it.
    /// </summary>
    private (int Start, string? Match) FindFirst(string text)
    {
        var (start, end, match) = (0, int.MaxValue, default(string));
        foreach (var sequence in sequences)
        {
            var place = text.IndexOf(sequence, StringComparison.Ordinal);
            var placeEnd = place + sequence.Length;
            if (place >= 0 && (placeEnd < end || (placeEnd == end && place < start)))
            {
                (start, end, match) = (place, placeEnd, sequence);
            }
        }

        return (start, match);
    }

    private int HeldLength(string text)
    {
        var longest = 0;
        foreach (var sequence in sequences)
        {
            for (var length = Math.Min(sequence.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(sequence.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
