using Ganban.Corpus.Drawing;
using Ganban.Inference.Tokenizers;
using Ganban.Training.Data;

namespace Ganban.Corpus.Training;

/// <summary>
/// Short rows of random tokens, replayed in random order: nothing helps but to look up what came after the same token
/// before. Of each replay all but the first token counts.
/// </summary>
internal sealed class CopyExercise
{
    private const int LengthMin = 3;
    private const int LengthMax = 14;

    private readonly int _bos;
    private readonly int[] _tokens;

    public CopyExercise(Tokenizer tokenizer)
    {
        _bos = tokenizer.BosToken ?? throw new ArgumentException("The vocabulary has no begin-of-sequence token.");
        _tokens =
        [
            .. Enumerable.Range(0, tokenizer.VocabularySize)
                .Where(token => tokenizer.KindOf(token) is TokenKind.Normal),
        ];
    }

    /// <summary>An exercise of at most so many tokens.</summary>
    public TrainingExample Draw(Draw draw, int tokensMax)
    {
        var length = draw.Between(32, tokensMax);
        var tokens = new List<int> { _bos };
        var rows = new List<int[]>();
        while (tokens.Count < length * 0.45)
        {
            var row = new int[draw.Between(LengthMin, LengthMax)];
            foreach (ref var token in row.AsSpan())
            {
                token = draw.PickFrom(_tokens);
            }

            rows.Add(row);
            tokens.AddRange(row);
        }

        var weights = new List<float>(new float[tokens.Count]);
        while (tokens.Count < length)
        {
            var row = draw.PickFrom(rows);
            tokens.AddRange(row);
            weights.AddRange(row.Select((_, index) => index == 0 ? 0f : 1f));
        }

        return new TrainingExample([.. tokens], [.. weights]);
    }
}
