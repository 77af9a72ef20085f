using System.Buffers;

namespace Ganban.Inference.Tokenizers;

/// <summary>Finds the names of control and user-defined tokens in text; the longest name at a place wins.</summary>
internal sealed class SpecialTokens
{
    private readonly Dictionary<char, List<(string Name, int Token, bool Control)>> _byFirst = [];
    private readonly SearchValues<char> _firsts;

    public SpecialTokens(Vocabulary vocabulary)
    {
        for (var token = 0; token < vocabulary.Count; token++)
        {
            var name = vocabulary.Name(token);
            if (vocabulary.Kind(token) is not (TokenKind.Control or TokenKind.UserDefined) || name.Length == 0)
            {
                continue;
            }

            if (!_byFirst.TryGetValue(name[0], out var sharing))
            {
                _byFirst.Add(name[0], sharing = []);
            }

            sharing.Add((name, token, vocabulary.Kind(token) is TokenKind.Control));
        }

        foreach (var sharing in _byFirst.Values)
        {
            sharing.Sort((left, right) => right.Name.Length.CompareTo(left.Name.Length));
        }

        _firsts = SearchValues.Create([.. _byFirst.Keys]);
    }

    /// <summary>Cuts a segment into plain text (token is null) and special tokens.</summary>
    public IEnumerable<(ReadOnlyMemory<char> Text, int? Token)> Split(TextSegment segment)
    {
        var text = segment.Text.AsMemory();
        var start = 0;
        var place = 0;
        while (place < text.Length)
        {
            var skip = text.Span[place..].IndexOfAny(_firsts);
            if (skip < 0)
            {
                break;
            }

            place += skip;
            if (Match(text.Span[place..], segment.ParseSpecial) is not { } match)
            {
                place++;
                continue;
            }

            yield return (text[start..place], null);
            yield return (default, match.Token);
            place += match.Length;
            start = place;
        }

        yield return (text[start..], null);
    }

    private (int Token, int Length)? Match(ReadOnlySpan<char> text, bool control)
    {
        foreach (var candidate in _byFirst[text[0]])
        {
            if ((control || !candidate.Control) && text.StartsWith(candidate.Name, StringComparison.Ordinal))
            {
                return (candidate.Token, candidate.Name.Length);
            }
        }

        return null;
    }
}
