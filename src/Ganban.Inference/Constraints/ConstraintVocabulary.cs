using System.Text;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Constraints;

/// <summary>
/// A tokenizer's vocabulary prepared for constraints: built once per model, immutable, shared by all requests.
/// Control tokens that a format uses as marks get a byte of their own that UTF-8 never has, so that a grammar can ask
/// for them like for any other text.
/// </summary>
public sealed class ConstraintVocabulary
{
    private const byte MarkFirst = 0xF8;
    private const int MarksMax = 8;

    private readonly byte[][] _bytes;
    private readonly List<(string Name, byte Mark)> _marks = [];

    /// <summary>
    /// Prepares <paramref name="tokenizer"/>; those of <paramref name="marks"/> that are control tokens of it can be
    /// asked for by their name.
    /// </summary>
    /// <exception cref="ArgumentException">More than eight marks, or the vocabulary can't spell JSON.</exception>
    public ConstraintVocabulary(Tokenizer tokenizer, IReadOnlyList<string>? marks = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(marks?.Count ?? 0, MarksMax, nameof(marks));
        _bytes = new byte[tokenizer.VocabularySize][];
        for (var token = 0; token < _bytes.Length; token++)
        {
            _bytes[token] = tokenizer.IsControl(token) ? [] : tokenizer.TokenBytes(token).ToArray();
        }

        foreach (var name in marks ?? [])
        {
            if (tokenizer.TryGetToken(name, out var token) && tokenizer.IsControl(token))
            {
                var mark = (byte)(MarkFirst + _marks.Count);
                _marks.Add((name, mark));
                _bytes[token] = [mark];
            }
        }

        EndOfGeneration = [.. Enumerable.Range(0, _bytes.Length).Where(tokenizer.IsEndOfGeneration)];
        PlainLengths = new int[_bytes.Length];
        var others = new List<(int, byte[])>();
        var all = new List<(int, byte[])>();
        for (var token = 0; token < _bytes.Length; token++)
        {
            PlainLengths[token] = PlainLength(_bytes[token]);
            if (_bytes[token].Length == 0 || IsForeign(token, tokenizer))
            {
                continue;
            }

            all.Add((token, _bytes[token]));
            if (PlainLengths[token] == 0)
            {
                others.Add((token, _bytes[token]));
            }
        }

        All = new TokenTrie(all);
        NotPlain = new TokenTrie(others);
        RequireJsonBytes(all);
    }

    /// <summary>Tokens in the vocabulary.</summary>
    public int Size => _bytes.Length;

    /// <summary>All tokens that spell something.</summary>
    internal TokenTrie All { get; }

    /// <summary>The tokens that are not plain text in the sense of <see cref="PlainLengths"/>.</summary>
    internal TokenTrie NotPlain { get; }

    /// <summary>
    /// By token: its characters if it is valid UTF-8 without quote, backslash and control characters, else 0.
    /// </summary>
    internal int[] PlainLengths { get; }

    /// <summary>The tokens with which the model ends its turn.</summary>
    internal int[] EndOfGeneration { get; }

    /// <summary>The bytes of a token; a mark's byte for a mark; none for other control tokens.</summary>
    internal byte[] BytesOf(int token) => _bytes[token];

    /// <summary><paramref name="text"/> in bytes, names of marks replaced by their byte.</summary>
    internal byte[] Spell(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            var rest = text.AsSpan(i);
            var found = _marks.FindIndex(m => text.AsSpan(i).StartsWith(m.Name, StringComparison.Ordinal));
            if (found >= 0)
            {
                bytes.Add(_marks[found].Mark);
                i += _marks[found].Name.Length;
                continue;
            }

            var length = char.IsHighSurrogate(rest[0]) && rest.Length > 1 ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(rest[..length].ToArray()));
            i += length;
        }

        return [.. bytes];
    }

    /// <summary>True for byte tokens that would pass for a mark.</summary>
    private bool IsForeign(int token, Tokenizer tokenizer) =>
        !tokenizer.IsControl(token) && _bytes[token].Any(b => b >= MarkFirst);

    private static int PlainLength(ReadOnlySpan<byte> bytes)
    {
        var position = default(Utf8Position);
        var count = 0;
        foreach (var value in bytes)
        {
            if (value is < (byte)' ' or (byte)'"' or (byte)'\\' || position.After(value) is not { } next)
            {
                return 0;
            }

            count += position.IsBoundary ? 1 : 0;
            position = next;
        }

        return position.IsBoundary ? count : 0;
    }

    private static void RequireJsonBytes(List<(int Token, byte[] Bytes)> tokens)
    {
        var single = tokens.Where(t => t.Bytes.Length == 1).Select(t => t.Bytes[0]).ToHashSet();
        for (var value = (byte)' '; value < 0x7F; value++)
        {
            if (!single.Contains(value))
            {
                throw new ArgumentException(
                    $"The vocabulary has no token for '{(char)value}' alone, so it can't be held to a grammar.");
            }
        }
    }
}
