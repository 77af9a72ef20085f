using System.Text;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// A text that remembers, character by character, whether the template wrote it. Every operation of the template
/// language keeps the marks, which is what stops user text from smuggling control tokens. Immutable.
/// </summary>
internal sealed class MarkedText
{
    private readonly bool _uniform;
    private readonly bool[]? _marks;

    private MarkedText(string value, bool uniform, bool[]? marks)
    {
        Value = value;
        _uniform = uniform;
        _marks = marks;
    }

    /// <summary>The empty text.</summary>
    public static MarkedText Empty { get; } = new("", uniform: true, marks: null);

    /// <summary>The characters.</summary>
    public string Value { get; }

    /// <summary>Characters.</summary>
    public int Length => Value.Length;

    /// <summary>Text of the template itself.</summary>
    public static MarkedText Trusted(string value) => new(value, uniform: true, marks: null);

    /// <summary>Text from a variable.</summary>
    public static MarkedText Untrusted(string value) => new(value, uniform: false, marks: null);

    /// <summary>True when the character at <paramref name="index"/> was written by the template.</summary>
    public bool IsTrusted(int index) => _marks?[index] ?? _uniform;

    /// <summary>The characters of <paramref name="range"/> with their marks.</summary>
    public MarkedText this[Range range]
    {
        get
        {
            var (offset, length) = range.GetOffsetAndLength(Length);
            return length == Length ? this : new MarkedText(Value.Substring(offset, length), _uniform, _marks?[range]);
        }
    }

    /// <summary>The parts one after another, <paramref name="separator"/> between them.</summary>
    public static MarkedText Join(MarkedText separator, IReadOnlyList<MarkedText> parts)
    {
        var builder = new Builder();
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                builder.Append(separator);
            }

            builder.Append(parts[i]);
        }

        return builder.ToText();
    }

    /// <summary>Both texts, this one first.</summary>
    public MarkedText Concat(MarkedText other) =>
        Length == 0 ? other : other.Length == 0 ? this : Join(Empty, [this, other]);

    /// <summary>The same marks over characters mapped one to one.</summary>
    public MarkedText Map(Func<char, int, char> map)
    {
        var mapped = string.Create(Length, (Value, map), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = state.map(state.Value[i], i);
            }
        });
        return new MarkedText(mapped, _uniform, _marks);
    }

    /// <summary>The characters in reverse order.</summary>
    public MarkedText Reverse()
    {
        var characters = Value.ToCharArray();
        Array.Reverse(characters);
        var marks = (bool[]?)_marks?.Clone();
        if (marks is not null)
        {
            Array.Reverse(marks);
        }

        return new MarkedText(new string(characters), _uniform, marks);
    }

    /// <summary>Without characters of <paramref name="characters"/> (null: whitespace) at the chosen ends.</summary>
    public MarkedText Trim(string? characters, bool start, bool end)
    {
        bool Strips(char c) => characters is null ? char.IsWhiteSpace(c) : characters.Contains(c);
        var from = 0;
        var to = Length;
        while (start && from < to && Strips(Value[from]))
        {
            from++;
        }

        while (end && to > from && Strips(Value[to - 1]))
        {
            to--;
        }

        return this[from..to];
    }

    /// <summary>With up to <paramref name="count"/> (negative: all) occurrences of a non-empty text replaced.</summary>
    public MarkedText Replace(string old, MarkedText replacement, long count) =>
        Join(replacement, Split(old, count));

    /// <summary>
    /// The parts between up to <paramref name="count"/> (negative: all) occurrences of a non-empty separator.
    /// </summary>
    public IReadOnlyList<MarkedText> Split(string separator, long count)
    {
        var parts = new List<MarkedText>();
        var from = 0;
        while (count != 0)
        {
            var at = Value.IndexOf(separator, from, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            parts.Add(this[from..at]);
            from = at + separator.Length;
            count--;
        }

        parts.Add(this[from..]);
        return parts;
    }

    /// <summary>The text cut where the trust changes.</summary>
    public IReadOnlyList<PromptSegment> ToSegments()
    {
        var segments = new List<PromptSegment>();
        for (var from = 0; from < Length;)
        {
            var trusted = IsTrusted(from);
            var to = from + 1;
            while (to < Length && IsTrusted(to) == trusted)
            {
                to++;
            }

            segments.Add(new PromptSegment(Value[from..to], trusted));
            from = to;
        }

        return segments;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Collects texts with their marks.</summary>
    internal sealed class Builder
    {
        private readonly StringBuilder _text = new();
        private readonly List<(int Length, MarkedText Source)> _runs = [];

        /// <summary>Characters so far.</summary>
        public int Length => _text.Length;

        /// <summary>Adds <paramref name="text"/> at the end.</summary>
        public void Append(MarkedText text)
        {
            if (text.Length > 0)
            {
                _text.Append(text.Value);
                _runs.Add((text.Length, text));
            }
        }

        /// <summary>All that was appended.</summary>
        public MarkedText ToText()
        {
            if (_runs.Count == 0)
            {
                return Empty;
            }

            var first = _runs[0].Source;
            if (_runs.TrueForAll(r => r.Source._marks is null && r.Source._uniform == first._uniform))
            {
                return new MarkedText(_text.ToString(), first._uniform, marks: null);
            }

            var marks = new bool[_text.Length];
            var position = 0;
            foreach (var (length, source) in _runs)
            {
                for (var i = 0; i < length; i++)
                {
                    marks[position + i] = source.IsTrusted(i);
                }

                position += length;
            }

            return new MarkedText(_text.ToString(), uniform: false, marks);
        }
    }
}
