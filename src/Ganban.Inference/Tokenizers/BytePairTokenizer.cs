using System.Buffers;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers.PreTokenizers;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// Byte-pair encoding driven by ranked merges, as GPT-2 does it: a pre-tokenizer cuts the text into pieces, and within
/// each the merges join bytes. Some files join characters instead (<see cref="PreTokenizer.SpellsCharacters"/>).
/// </summary>
internal sealed class BytePairTokenizer : Tokenizer
{
    private readonly BytePairModel _model;
    private readonly PreTokenizer _preTokenizer;

    public BytePairTokenizer(Vocabulary vocabulary, GgufMetadata metadata, PreTokenizer preTokenizer)
        : base(vocabulary, metadata)
    {
        _preTokenizer = preTokenizer;
        _model = new BytePairModel(vocabulary, metadata, preTokenizer.SpellsCharacters);
    }

    private protected override void EncodeText(string text, List<int> tokens)
    {
        var points = ArrayPool<uint>.Shared.Rent(text.Length);
        var encoder = new BytePairEncoder(_model, tokens);
        PieceAction encode = _preTokenizer switch
        {
            { SpellsCharacters: true } => encoder.EncodeCharacters,
            { WholePiecesFirst: true } => encoder.EncodeWholeOrBytes,
            _ => encoder.EncodeBytes,
        };
        var count = CodePoint.Read(_preTokenizer.SpellsCharacters ? text.Replace(' ', '\u2581') : text, points);
        _preTokenizer.Split(points.AsSpan(0, count), encode);
        ArrayPool<uint>.Shared.Return(points);
    }
}
