using System.Numerics;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// A decoder: weights that are only read, and a stock of working memory, one for each forward pass at a time. Memory
/// grows with the largest batch so far, and not with the context.
/// </summary>
/// <param name="config">What it computes.</param>
/// <param name="weights">Its tensors.</param>
/// <param name="pool">The threads.</param>
/// <param name="tokensMax">
/// The most tokens computed together, but for the embedded spans that are longer; a larger batch passes in chunks.
/// </param>
internal sealed class Decoder(DecoderConfig config, DecoderWeights weights, WorkPool pool, int tokensMax)
{
    private readonly Lock _lock = new();
    private readonly Stack<DecoderPass> _stock = [];

    /// <summary>See <see cref="LanguageModel.Forward"/>; logits are `[batch.LogitRows × vocabulary]`.</summary>
    public void Forward(ForwardBatch batch, Memory<float> logits)
    {
        var pass = Take(LongestPass(batch));
        try
        {
            for (int start = 0, end; start < batch.Tokens; start = end)
            {
                end = batch.PassEnd(start, tokensMax);
                pass.Forward(batch, start, end - start, logits);
            }
        }
        finally
        {
            Return(pass);
        }
    }

    private int LongestPass(ForwardBatch batch)
    {
        var longest = Math.Min(batch.Tokens, tokensMax);
        foreach (var span in batch.AllSpans)
        {
            longest = Math.Max(longest, span.Tokens);
        }

        return longest;
    }

    private DecoderPass Take(int tokens)
    {
        lock (_lock)
        {
            // One that is too small is dropped.
            if (_stock.TryPop(out var pass) && pass.Capacity >= tokens)
            {
                return pass;
            }
        }

        var capacity = (int)Math.Min(
            BitOperations.RoundUpToPowerOf2((uint)tokens), (uint)Math.Max(tokens, tokensMax));
        return new DecoderPass(config, weights, pool, capacity);
    }

    private void Return(DecoderPass pass)
    {
        pass.Forget();
        lock (_lock)
        {
            _stock.Push(pass);
        }
    }
}
