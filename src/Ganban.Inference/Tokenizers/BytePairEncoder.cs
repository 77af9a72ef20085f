using System.Text;
using Ganban.Inference.Tokenizers.PreTokenizers;

namespace Ganban.Inference.Tokenizers;

/// <summary>Encodes the pieces of one text, with buffers that serve all of them.</summary>
/// <param name="model">The vocabulary and its merges.</param>
/// <param name="tokens">Takes the ids.</param>
internal sealed class BytePairEncoder(BytePairModel model, List<int> tokens)
{
    private readonly TokenMerger<RankedPairs> _merger = new(new RankedPairs(model.Merges));
    private byte[] _bytes = new byte[256];
    private int[] _symbols = new int[256];

    /// <summary>Joins the piece's bytes.</summary>
    public void EncodeBytes(ReadOnlySpan<uint> piece) => EncodeBytes(Utf8(piece));

    /// <summary>Looks for the piece in the vocabulary and joins its bytes if it isn't there.</summary>
    public void EncodeWholeOrBytes(ReadOnlySpan<uint> piece)
    {
        var bytes = Utf8(piece);
        Span<char> name = stackalloc char[Math.Min(bytes.Length, Vocabulary.NameCharactersMax)];
        for (var place = 0; place < name.Length; place++)
        {
            name[place] = ByteAlphabet.GetCharacter(bytes[place]);
        }

        if (name.Length == bytes.Length && model.Vocabulary.TryGet(name, out var token)
            && model.Vocabulary.Kind(token) is TokenKind.Normal)
        {
            tokens.Add(token);
            return;
        }

        EncodeBytes(bytes);
    }

    /// <summary>Joins the piece's characters; those without a token become byte tokens.</summary>
    public void EncodeCharacters(ReadOnlySpan<uint> piece)
    {
        if (TryLineBreaks(piece, out var breaks))
        {
            tokens.Add(breaks);
            return;
        }

        Span<char> character = stackalloc char[2];
        var symbols = Symbols(piece.Length);
        for (var place = 0; place < piece.Length; place++)
        {
            var value = CodePoint.Value(piece[place]);
            var length = new Rune(value).EncodeToUtf16(character);
            symbols[place] = model.Vocabulary.TryGetText(character[..length], out var token) ? token : ~value;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (var symbol in symbols[.._merger.Merge(symbols)])
        {
            if (symbol >= 0)
            {
                tokens.Add(symbol);
                continue;
            }

            foreach (var value in utf8[..new Rune(~symbol).EncodeToUtf8(utf8)])
            {
                AddByte(value);
            }
        }
    }

    private bool TryLineBreaks(ReadOnlySpan<uint> piece, out int token)
    {
        token = 0;
        return CodePoint.Value(piece[0]) == '\n' && piece.Length <= Vocabulary.NameCharactersMax
            && model.Vocabulary.TryGet(new string('\n', piece.Length), out token);
    }

    private void EncodeBytes(ReadOnlySpan<byte> bytes)
    {
        var symbols = Symbols(bytes.Length);
        for (var place = 0; place < bytes.Length; place++)
        {
            symbols[place] = model.ByteTokens[bytes[place]];
        }

        foreach (var symbol in symbols[.._merger.Merge(symbols)])
        {
            // Some vocabularies leave out bytes that UTF-8 never has; whatever they can't express is dropped.
            if (symbol >= 0)
            {
                tokens.Add(symbol);
            }
        }
    }

    private void AddByte(byte value)
    {
        if (model.ByteTokens[value] >= 0)
        {
            tokens.Add(model.ByteTokens[value]);
        }
    }

    private ReadOnlySpan<byte> Utf8(ReadOnlySpan<uint> piece)
    {
        if (_bytes.Length < piece.Length * 4)
        {
            _bytes = new byte[piece.Length * 4];
        }

        return _bytes.AsSpan(0, CodePoint.Write(piece, _bytes));
    }

    private Span<int> Symbols(int count)
    {
        if (_symbols.Length < count)
        {
            _symbols = new int[count];
        }

        return _symbols.AsSpan(0, count);
    }
}
