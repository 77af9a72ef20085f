using Ganban.Corpus.Drawing;
using Ganban.Inference.Tokenizers;
using Ganban.Training.Data;
using Ganban.Training.Jobs;

namespace Ganban.Corpus.Training;

/// <summary>
/// The examples of a training run. Example N of a seed is always the same, whatever was asked for before: a run can
/// take up anywhere, and threads can draw ahead. Safe for concurrent use.
/// </summary>
public sealed class ExampleSource : IExampleSource
{
    private const int AttemptsMax = 64;
    private const int CopyTokensMax = 224;
    private const long MixtureRow = -1;

    private readonly CorpusOptions _options;
    private readonly ConversationSource _conversations;
    private readonly ExampleWriter _writer;
    private readonly CopyExercise _copying;

    /// <summary>The examples of a seed.</summary>
    /// <param name="options">The seed, and how much of it is plain copying.</param>
    /// <param name="tokenizer">The vocabulary.</param>
    public ExampleSource(CorpusOptions options, Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _conversations = new ConversationSource(options);
        _writer = new ExampleWriter(tokenizer);
        _copying = new CopyExercise(tokenizer);
    }

    /// <inheritdoc/>
    public TrainingExample? Find(long index, int lengthMax) => Example(index, lengthMax);

    /// <summary>An example.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="tokensMax">The most tokens that it may have; longer conversations are drawn again.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tokensMax"/> is less than 128.</exception>
    public TrainingExample Example(long number, int tokensMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensMax, 128);
        var draw = new Draw(Drawing.Draw.SeedOf(_options.Seed, MixtureRow, number));
        if (draw.Chance(_options.CopyShareAt(number)))
        {
            return _copying.Draw(draw, Math.Min(tokensMax, CopyTokensMax));
        }

        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var example = _writer.Write(_conversations.Draw(number, attempt));
            if (example.Tokens.Length <= tokensMax)
            {
                return example;
            }
        }

        return _copying.Draw(draw, Math.Min(tokensMax, CopyTokensMax));
    }
}
