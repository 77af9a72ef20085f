using Ganban.Inference.Models.Decoders;
using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Encoders;

/// <summary>
/// The forward pass of the BERT family (Devlin et al. 2019): embeddings of token, position and type, then layers of
/// attention in both directions and of a feed-forward network, each added to the residual stream and then normalised.
/// Nomic's variant (Nussbaum et al. 2024) has rotary positions and a gated network.
/// </summary>
internal sealed class EncoderModel(EncoderConfig config, EncoderWeights weights, WorkPool pool)
{
    private readonly float[] _frequencies = config.RopeFrequencyBase is { } frequencyBase
        ? Frequencies(config.HeadSize, frequencyBase)
        : [];

    /// <summary>The vectors of all tokens, `[tokens × width]`, in the buffers' X afterwards.</summary>
    public void Forward(EncoderBatch batch, EncoderBuffers buffers)
    {
        Embed(batch, buffers);
        var attention = new EncoderAttention(config.Heads, config.HeadSize, batch.Starts, buffers.Qkv);
        foreach (var layer in weights.Layers)
        {
            Attend(layer, batch, buffers, attention);
            FeedForward(layer, batch.Tokens.Length, buffers);
        }
    }

    /// <summary>
    /// One vector for each text, `[width]`, not normalised; with <see cref="EncoderPooling.Rank"/> one number, the
    /// score.
    /// </summary>
    public float[] Pool(EncoderBatch batch, int text, EncoderBuffers buffers)
    {
        var (first, end) = (batch.Starts[text], batch.Starts[text + 1]);
        ReadOnlySpan<float> Token(int token) => buffers.X.Values.Slice(token * config.Width, config.Width);
        switch (config.Pooling)
        {
            case EncoderPooling.Cls:
                return Token(first).ToArray();
            case EncoderPooling.Last:
                return Token(end - 1).ToArray();
            case EncoderPooling.Rank:
                return [Score(Token(first))];
            default:
                var mean = new float[config.Width];
                for (var token = first; token < end; token++)
                {
                    AddScaled.Apply(1f / (end - first), Token(token), mean);
                }

                return mean;
        }
    }

    private void Embed(EncoderBatch batch, EncoderBuffers buffers)
    {
        var x = buffers.X.Rewrite(batch.Tokens.Length);
        var position = new float[config.Width];
        for (var text = 0; text < batch.Texts; text++)
        {
            for (var token = batch.Starts[text]; token < batch.Starts[text + 1]; token++)
            {
                var row = Row(x, token, config.Width);
                weights.TokenEmbedding.ReadRow(batch.Tokens[token], row);
                if (weights.TokenType is { } type)
                {
                    AddScaled.Apply(1, type, row);
                }

                if (weights.Positions is { } positions)
                {
                    positions.ReadRow(token - batch.Starts[text], position);
                    AddScaled.Apply(1, position, row);
                }
            }
        }

        Normalize(x, batch.Tokens.Length, weights.EmbeddingNorm);
    }

    /// <summary>x ← norm(x + Wo · attention(Wq·x, Wk·x, Wv·x)).</summary>
    private void Attend(EncoderLayer layer, EncoderBatch batch, EncoderBuffers buffers, EncoderAttention attention)
    {
        var tokens = batch.Tokens.Length;
        Project(layer, tokens, buffers);
        Rotate(batch, buffers);
        attention.Compute(buffers.Attended.Rewrite(tokens), pool);
        layer.Output.Apply(buffers.Attended, buffers.Projected, pool);
        AddAndNormalize(tokens, layer.AttentionNorm, buffers);
    }

    private void Project(EncoderLayer layer, int tokens, EncoderBuffers buffers)
    {
        if (layer.Qkv is not [{ } fused])
        {
            for (var part = 0; part < buffers.Qkv.Length; part++)
            {
                layer.Qkv[part].Apply(buffers.X, buffers.Qkv[part], pool);
            }

            return;
        }

        fused.Apply(buffers.X, buffers.Fused, pool);
        for (var row = 0; row < 3 * tokens; row++)
        {
            var (token, part) = Math.DivRem(row, 3);
            Row(buffers.Fused, row, config.Width).CopyTo(Row(buffers.Qkv[part], token, config.Width));
        }
    }

    /// <summary>x ← norm(x + Wdown · gelu(Wup·x)), or with silu(Wgate·x) ⊙ Wup·x inside.</summary>
    private void FeedForward(EncoderLayer layer, int tokens, EncoderBuffers buffers)
    {
        var count = tokens * config.FeedForwardWidth;
        var inner = buffers.Inner.Rewrite(tokens);
        if (layer.Gate is { } gate)
        {
            gate.Apply(buffers.X, inner, pool);
            layer.Up.Apply(buffers.X, buffers.Gate, pool);
            SwiGlu.Apply(inner.AsSpan(0, count), buffers.Gate.AsSpan(0, count));
        }
        else
        {
            layer.Up.Apply(buffers.X, inner, pool);
            Gelu.Apply(inner.AsSpan(0, count));
        }

        layer.Down.Apply(buffers.Inner, buffers.Projected, pool);
        AddAndNormalize(tokens, layer.FeedForwardNorm, buffers);
    }

    private void Rotate(EncoderBatch batch, EncoderBuffers buffers)
    {
        if (_frequencies.Length == 0)
        {
            return;
        }

        var (cosines, sines) = (new float[_frequencies.Length], new float[_frequencies.Length]);
        for (var text = 0; text < batch.Texts; text++)
        {
            for (var token = batch.Starts[text]; token < batch.Starts[text + 1]; token++)
            {
                Rope.Angles(token - batch.Starts[text], _frequencies, 1, cosines, sines);
                Rope.RotateHalves(Row(buffers.Qkv[0], token, config.Width), config.HeadSize, cosines, sines);
                Rope.RotateHalves(Row(buffers.Qkv[1], token, config.Width), config.HeadSize, cosines, sines);
            }
        }
    }

    private void AddAndNormalize(int tokens, EncoderNorm norm, EncoderBuffers buffers)
    {
        var count = tokens * config.Width;
        var x = buffers.X.Rewrite(tokens);
        AddScaled.Apply(1, buffers.Projected.AsSpan(0, count), x.AsSpan(0, count));
        Normalize(x, tokens, norm);
    }

    private void Normalize(float[] x, int tokens, EncoderNorm norm)
    {
        for (var token = 0; token < tokens; token++)
        {
            var row = Row(x, token, config.Width);
            LayerNorm.Apply(row, norm.Weight, norm.Bias, config.NormEpsilon, row);
        }
    }

    /// <summary>Wscore · tanh(Wclassifier · x), the inner part only where the model has it.</summary>
    private float Score(ReadOnlySpan<float> x)
    {
        var input = new Activations(1, config.Width);
        x.CopyTo(input.Rewrite(1));
        if (weights.Classifier is { } classifier)
        {
            var hidden = new float[config.Width];
            classifier.Apply(input, hidden, pool);
            var values = input.Rewrite(1);
            for (var index = 0; index < hidden.Length; index++)
            {
                values[index] = MathF.Tanh(hidden[index]);
            }
        }

        var score = new float[1];
        weights.Score!.Apply(input, score, pool);
        return score[0];
    }

    private static float[] Frequencies(int dimensions, double frequencyBase)
    {
        var rotation = new RotaryConfig
        {
            Dimensions = dimensions,
            Pairing = RotaryPairing.Halves,
            FrequencyBase = frequencyBase,
        };
        return rotation.Frequencies(divisors: null);
    }

    private static Span<float> Row(float[] matrix, int row, int width) => matrix.AsSpan(row * width, width);
}
