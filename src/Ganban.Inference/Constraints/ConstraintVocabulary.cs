using System.Collections.Concurrent;
using System.Text;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Constraints;

/// <summary>
/// A tokenizer's vocabulary prepared for constraints: built once per model, shared by all requests, safe for
/// concurrent use. Control tokens that a format uses as marks get a byte of their own that UTF-8 never has, so that a
/// grammar can ask for them like for any other text.
/// </summary>
public sealed class ConstraintVocabulary
{
    private const byte MarkFirst = 0xF5;
    private const int MarksMax = 11;

    private readonly byte[] _bytes;
    private readonly int[] _ends;
    private readonly List<(string Name, byte Mark)> _marks = [];
    private readonly Lazy<StringTokens> _strings;
    private readonly Lazy<TokenTrie> _notPlain;
    private readonly ConcurrentDictionary<string, int[]> _containing = new(StringComparer.Ordinal);

    /// <summary>
    /// Prepares <paramref name="tokenizer"/>; those of <paramref name="marks"/> that are control tokens of it can be
    /// asked for by their name.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// More than eleven marks are control tokens, or the vocabulary can't spell JSON.
    /// </exception>
    public ConstraintVocabulary(Tokenizer tokenizer, IReadOnlyList<string>? marks = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var byToken = new Dictionary<int, byte>();
        foreach (var name in marks ?? [])
        {
            if (tokenizer.TryGetToken(name, out var token) && tokenizer.IsControl(token))
            {
                ArgumentOutOfRangeException.ThrowIfEqual(_marks.Count, MarksMax, nameof(marks));
                byToken[token] = (byte)(MarkFirst + _marks.Count);
                _marks.Add((name, byToken[token]));
            }
        }

        _ends = new int[tokenizer.VocabularySize];
        var bytes = new List<byte>(8 * _ends.Length);
        for (var token = 0; token < _ends.Length; token++)
        {
            if (byToken.TryGetValue(token, out var mark))
            {
                bytes.Add(mark);
            }
            else if (!tokenizer.IsControl(token) && !ContainsMark(tokenizer.TokenBytes(token)))
            {
                bytes.AddRange(tokenizer.TokenBytes(token));
            }

            _ends[token] = bytes.Count;
        }

        _bytes = [.. bytes];
        EndOfGeneration = [.. Enumerable.Range(0, Size).Where(tokenizer.IsEndOfGeneration)];
        All = new TokenTrie(
            [.. Enumerable.Range(0, Size).Where(t => BytesOf(t).Length > 0).Select(t => (t, MemoryOf(t)))]);
        RequireJsonBytes();
        _strings = new(() => new StringTokens(this));
        _notPlain = new(() => new TokenTrie(
            [.. Enumerable.Range(0, Size).Where(t => BytesOf(t).Length > 0 && Strings.PlainLengths[t] == 0)
                .Select(t => (t, MemoryOf(t)))]));
    }

    /// <summary>Tokens in the vocabulary.</summary>
    public int Size => _ends.Length;

    /// <summary>All tokens that spell something.</summary>
    internal TokenTrie All { get; }

    /// <summary>The tokens that are not plain text (see <see cref="StringTokens.PlainLengths"/>).</summary>
    internal TokenTrie NotPlain => _notPlain.Value;

    /// <summary>The tokens as they stand in JSON strings; made when a string is first written.</summary>
    internal StringTokens Strings => _strings.Value;

    /// <summary>The tokens with which the model ends its turn.</summary>
    internal int[] EndOfGeneration { get; }

    /// <summary>The bytes of a token; a mark's byte for a mark; none for other control tokens.</summary>
    internal ReadOnlySpan<byte> BytesOf(int token) => MemoryOf(token).Span;

    /// <summary>As <see cref="BytesOf"/>, to be kept.</summary>
    internal ReadOnlyMemory<byte> MemoryOf(int token) =>
        _bytes.AsMemory((token == 0 ? 0 : _ends[token - 1]).._ends[token]);

    /// <summary>The tokens that have <paramref name="text"/> anywhere in them.</summary>
    internal int[] Containing(byte[] text) => _containing.GetOrAdd(Encoding.Latin1.GetString(text), _ =>
    {
        var found = new List<int>();
        for (var token = 0; token < Size; token++)
        {
            if (BytesOf(token).IndexOf(text) >= 0)
            {
                found.Add(token);
            }
        }

        return [.. found];
    });

    /// <summary><paramref name="text"/> in bytes, names of marks replaced by their byte.</summary>
    internal byte[] Spell(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            var found = _marks.FindIndex(m => text.AsSpan(i).StartsWith(m.Name, StringComparison.Ordinal));
            if (found >= 0)
            {
                bytes.Add(_marks[found].Mark);
                i += _marks[found].Name.Length;
                continue;
            }

            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
            i += length;
        }

        return [.. bytes];
    }

    /// <summary>True for the bytes of tokens that would pass for a mark; UTF-8 never has them.</summary>
    private static bool ContainsMark(ReadOnlySpan<byte> bytes) => bytes.ContainsAnyInRange(MarkFirst, byte.MaxValue);

    private void RequireJsonBytes()
    {
        var single = new HashSet<byte>();
        for (var token = 0; token < Size; token++)
        {
            if (BytesOf(token) is [var value])
            {
                single.Add(value);
            }
        }

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
