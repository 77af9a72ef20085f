using Ganban.Inference.Models;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Serving;

/// <summary>
/// Chooses the next tokens of all streams whose tokens have all passed through the model, on the model's cores. What
/// one stream's sampler or constraint throws is that stream's failure alone.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="batch">Has the logits.</param>
internal sealed class TokenChoice(LanguageModel model, ForwardBatch batch) : ILoopBody
{
    // A token's logit passes through a comparison or an exponential, and a constraint costs more.
    private const int OperationsPerLogit = 8;

    private readonly List<GenerationStream> _streams = [];

    /// <summary>Chooses for those streams that are due.</summary>
    /// <param name="streams">The batch's streams; pieces and failures are left in them.</param>
    public void Choose(List<GenerationStream> streams)
    {
        _streams.Clear();
        foreach (var stream in streams)
        {
            if (stream.Pending.Length == 0)
            {
                _streams.Add(stream);
            }
        }

        model.Pool.Run(_streams.Count, (long)_streams.Count * model.VocabularySize * OperationsPerLogit, this);
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var stream = _streams[item];
        try
        {
            if (stream.Details is { } details)
            {
                stream.Completion.Bring(details.Tokens);
            }

            stream.Piece = stream.Completion.Choose(batch.Logits(stream.Part)[^model.VocabularySize..]);
        }
        catch (Exception failure)
        {
            stream.Failure = failure;
        }
    }
}
