using System.Collections;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// A text as the characters that templates count: code points, of which some take two chars of UTF-16.
/// </summary>
internal sealed class TextCharacters : IReadOnlyList<MarkedText>
{
    private readonly MarkedText _text;
    private readonly List<int>? _starts;

    /// <summary>Counts the characters of <paramref name="text"/>.</summary>
    public TextCharacters(MarkedText text)
    {
        _text = text;
        if (!text.Value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return;
        }

        _starts = [];
        for (var i = 0; i < text.Length; i++)
        {
            _starts.Add(i);
            i += char.IsSurrogatePair(text.Value, i) ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    public int Count => _starts?.Count ?? _text.Length;

    /// <inheritdoc/>
    public MarkedText this[int index] => this[index, index + 1];

    /// <summary>The characters from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public MarkedText this[int start, int end] => _text[Offset(start)..Offset(end)];

    /// <inheritdoc/>
    public IEnumerator<MarkedText> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Offset(int index) => _starts is null ? index : index == _starts.Count ? _text.Length : _starts[index];
}
