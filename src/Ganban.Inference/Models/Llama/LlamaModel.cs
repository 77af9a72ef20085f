using System.Buffers;
using System.Collections.Concurrent;
using Ganban.Kernels.Attention;
using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Llama;

/// <summary>
/// The forward pass of the llama family: token embedding, then layers of attention with rotary positions and grouped
/// heads and of a gated feed-forward network, each behind an RMS norm and added to the residual stream (Touvron et al.
/// 2023). Weights are shared and only read; working memory is taken from a stock for each pass.
/// </summary>
internal sealed class LlamaModel
{
    private readonly LlamaConfig _config;
    private readonly LlamaWeights _weights;
    private readonly WorkPool _pool;
    private readonly float[] _frequencies;
    private readonly ConcurrentBag<LlamaBuffers> _stock = [];

    public LlamaModel(LlamaConfig config, LlamaWeights weights, WorkPool pool)
    {
        _config = config;
        _weights = weights;
        _pool = pool;
        _frequencies = Rope.Frequencies(config.RopeDimensions, config.RopeFrequencyBase, config.RopeScale);
        for (var pair = 0; pair < weights.RopeFactors?.Length; pair++)
        {
            _frequencies[pair] /= weights.RopeFactors[pair];
        }
    }

    /// <summary>See <see cref="LanguageModel.Forward"/>; logits are `[batch.LogitRows × vocabulary]`.</summary>
    public void Forward(ForwardBatch batch, Span<float> logits)
    {
        var buffers = _stock.TryTake(out var used) ? used : new LlamaBuffers(_config);
        foreach (var part in batch.Parts)
        {
            var tokens = batch.AllTokens.Slice(part.Start, part.Tokens);
            var withoutLogits = tokens.Length - part.LogitRows;
            for (var start = 0; start < tokens.Length; start += LlamaBuffers.TokensMax)
            {
                var chunk = tokens[start..Math.Min(start + LlamaBuffers.TokensMax, tokens.Length)];
                Transform(chunk, part.Sequence, part.Sequence.Count + start, buffers);
                var first = Math.Max(withoutLogits - start, 0);
                if (first < chunk.Length)
                {
                    var row = part.FirstLogitRow + start + first - withoutLogits;
                    Unembed(first, chunk.Length, buffers, logits[(row * _config.Vocabulary)..]);
                }
            }
        }

        _stock.Add(buffers);
    }

    /// <summary>
    /// Leaves the last layer's output for the tokens in the residual stream, and their keys and values in the cache.
    /// </summary>
    private void Transform(ReadOnlySpan<int> tokens, KvSequence sequence, int position, LlamaBuffers buffers)
    {
        var pairs = _frequencies.Length;
        for (var token = 0; token < tokens.Length; token++)
        {
            _weights.TokenEmbedding.ReadRow(tokens[token], Row(buffers.X, token, _config.Width));
            var cosines = Row(buffers.Cosines, token, pairs);
            Rope.Angles(position + token, _frequencies, cosines, Row(buffers.Sines, token, pairs));
        }

        for (var layer = 0; layer < _config.Layers; layer++)
        {
            Attend(layer, tokens.Length, sequence, position, buffers);
            FeedForward(_weights.Layers[layer], tokens.Length, buffers);
        }
    }

    /// <summary>x ← x + Wo · attention(Wq·n, Wk·n, Wv·n), with n = norm(x).</summary>
    private void Attend(int index, int tokens, KvSequence sequence, int position, LlamaBuffers buffers)
    {
        var layer = _weights.Layers[index];
        Normalize(buffers, layer.AttentionNorm, 0, tokens);
        layer.Wq.Multiply(buffers.Normed, buffers.Q, _pool);
        layer.Wk.Multiply(buffers.Normed, buffers.K, _pool);
        layer.Wv.Multiply(buffers.Normed, buffers.V, _pool);

        var pairs = _frequencies.Length;
        for (var token = 0; token < tokens; token++)
        {
            var cosines = Row(buffers.Cosines, token, pairs);
            var sines = Row(buffers.Sines, token, pairs);
            Rope.Rotate(Row(buffers.Q, token, _config.Width), _config.HeadSize, cosines, sines);
            Rope.Rotate(Row(buffers.K, token, _config.KvWidth), _config.HeadSize, cosines, sines);
            var keys = Row(buffers.K, token, _config.KvWidth);
            KvRows.Write(sequence, index, position + token, keys, Row(buffers.V, token, _config.KvWidth));
        }

        var attended = buffers.Attended.Rewrite(tokens);
        var operations = 2L * tokens * _config.Width * (position + tokens);
        _pool.Run(tokens * _config.Heads, operations, item =>
        {
            var (token, head) = Math.DivRem(item, _config.Heads);
            var place = (token * _config.Width) + (head * _config.HeadSize);
            AttendHead(
                buffers.Q.AsSpan(place, _config.HeadSize),
                sequence,
                index,
                head * _config.KvHeads / _config.Heads,
                position + token + 1,
                attended.AsSpan(place, _config.HeadSize));
        });

        layer.Wo.Multiply(buffers.Attended, buffers.Projected, _pool);
        AddToResidual(tokens, buffers);
    }

    /// <summary>One head of one token: Σ over positions p of softmax(q·k[p] / √headSize) · v[p].</summary>
    private void AttendHead(
        ReadOnlySpan<float> q, KvSequence sequence, int layer, int kvHead, int positions, Span<float> result)
    {
        var size = _config.HeadSize;
        var rented = ArrayPool<float>.Shared.Rent(positions * (1 + size));
        var scores = rented.AsSpan(0, positions); // [positions]
        var rows = rented.AsSpan(positions, positions * size); // [positions × headSize]
        KvRows.ReadKeys(sequence, layer, kvHead, rows);
        RowDots.Apply(q, rows, size, 1 / MathF.Sqrt(size), scores);
        Softmax.Apply(scores);
        KvRows.ReadValues(sequence, layer, kvHead, rows);
        WeightedRows.Apply(scores, rows, size, result);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>x ← x + Wdown · (silu(Wgate·n) ⊙ Wup·n), with n = norm(x).</summary>
    private void FeedForward(LlamaLayer layer, int tokens, LlamaBuffers buffers)
    {
        Normalize(buffers, layer.FeedForwardNorm, 0, tokens);
        var gate = buffers.Gated.Rewrite(tokens);
        layer.Gate.Multiply(buffers.Normed, gate, _pool);
        layer.Up.Multiply(buffers.Normed, buffers.Up, _pool);
        var count = tokens * _config.FeedForwardWidth;
        SwiGlu.Apply(gate.AsSpan(0, count), buffers.Up.AsSpan(0, count));
        layer.Down.Multiply(buffers.Gated, buffers.Projected, _pool);
        AddToResidual(tokens, buffers);
    }

    /// <summary>Logits of the tokens from first to end: Woutput · norm(x).</summary>
    private void Unembed(int first, int end, LlamaBuffers buffers, Span<float> logits)
    {
        for (var start = first; start < end; start += LlamaBuffers.LogitRowsMax)
        {
            var rows = Math.Min(LlamaBuffers.LogitRowsMax, end - start);
            Normalize(buffers, _weights.OutputNorm, start, rows);
            _weights.Output.Multiply(buffers.Normed, buffers.Logits, _pool);
            var computed = buffers.Logits.AsSpan(0, rows * _config.Vocabulary);
            computed.CopyTo(logits[((start - first) * _config.Vocabulary)..]);
        }
    }

    private void Normalize(LlamaBuffers buffers, float[] weight, int first, int tokens)
    {
        var normed = buffers.Normed.Rewrite(tokens);
        for (var token = 0; token < tokens; token++)
        {
            var x = Row(buffers.X, first + token, _config.Width);
            RmsNorm.Apply(x, weight, _config.RmsEpsilon, Row(normed, token, _config.Width));
        }
    }

    private void AddToResidual(int tokens, LlamaBuffers buffers)
    {
        var count = tokens * _config.Width;
        AddScaled.Apply(1, buffers.Projected.AsSpan(0, count), buffers.X.AsSpan(0, count));
    }

    private static Span<float> Row(float[] matrix, int row, int width) => matrix.AsSpan(row * width, width);
}
