using Ganban.Kernels.Gemm;
using Ganban.Kernels.Gradients;
using Ganban.Kernels.Threading;

namespace Ganban.Training.Models;

/// <summary>
/// The loss of the tokens that count, and its gradient. Only they are multiplied by the output matrix, some at a time,
/// so that the logits of a batch are never all there.
/// </summary>
/// <param name="config">Sizes.</param>
/// <param name="pool">The threads.</param>
/// <param name="gemm">Products.</param>
internal sealed class OutputLoss(TransformerConfig config, WorkPool pool, FloatGemm gemm)
{
    private const int Chunk = 256;

    private readonly NormPass _norm = new(config, pool);
    private readonly float[] _logits = new float[Chunk * config.Vocabulary];
    private readonly float[] _hidden = new float[Chunk * config.Width];
    private readonly float[] _normed = new float[Chunk * config.Width];
    private readonly float[] _normedGradient = new float[Chunk * config.Width];
    private readonly float[] _hiddenGradient = new float[Chunk * config.Width];
    private readonly double[] _losses = new double[Chunk];

    /// <summary>Sums the weighted loss.</summary>
    /// <param name="batch">The tokens.</param>
    /// <param name="hidden">What the last layer gave, `[tokens × width]`.</param>
    /// <param name="weights">The model.</param>
    /// <param name="hiddenGradient">
    /// Takes the gradient of <paramref name="hidden"/>, `[tokens × width]`, and gradients are added to the model's;
    /// null to compute the loss alone.
    /// </param>
    /// <returns>Σ weight · −log p.</returns>
    public double Run(PackedBatch batch, float[] hidden, IWeights weights, float[]? hiddenGradient)
    {
        hiddenGradient?.AsSpan(0, batch.Tokens.Length * config.Width).Clear();
        var chosen = Chosen(batch);
        var loss = 0d;
        for (var start = 0; start < chosen.Length; start += Chunk)
        {
            var positions = chosen.AsMemory(start, Math.Min(Chunk, chosen.Length - start));
            loss += RunChunk(batch, positions, hidden, weights, hiddenGradient);
        }

        return loss;
    }

    /// <summary>The logits of some tokens, for comparisons.</summary>
    /// <param name="positions">Which.</param>
    /// <param name="hidden">What the last layer gave, `[tokens × width]`.</param>
    /// <param name="model">The model.</param>
    /// <returns>`[positions × vocabulary]`.</returns>
    public float[] Logits(ReadOnlySpan<int> positions, float[] hidden, ModelTensors model)
    {
        var logits = new float[positions.Length * config.Vocabulary];
        for (var start = 0; start < positions.Length; start += Chunk)
        {
            var count = Math.Min(Chunk, positions.Length - start);
            Multiply(positions.Slice(start, count), hidden, model);
            _logits.AsSpan(0, count * config.Vocabulary).CopyTo(logits.AsSpan(start * config.Vocabulary));
        }

        return logits;
    }

    // The positions whose next token counts.
    private static int[] Chosen(PackedBatch batch)
    {
        var chosen = new List<int>();
        for (var position = 0; position + 1 < batch.Tokens.Length; position++)
        {
            if (batch.Weights[position + 1] != 0)
            {
                chosen.Add(position);
            }
        }

        return [.. chosen];
    }

    private double RunChunk(
        PackedBatch batch, Memory<int> positions, float[] hidden, IWeights weights, float[]? hiddenGradient)
    {
        var (width, vocabulary, count) = (config.Width, config.Vocabulary, positions.Length);
        var model = weights.Model;
        Multiply(positions.Span, hidden, model);
        pool.Run(count, 8L * count * vocabulary, index =>
        {
            var target = positions.Span[index] + 1;
            _losses[index] = CrossEntropy.Apply(
                _logits.AsSpan(index * vocabulary, vocabulary), batch.Tokens[target], batch.Weights[target]);
        });
        var loss = _losses.AsSpan(0, count).ToArray().Sum();
        if (hiddenGradient is null)
        {
            return loss;
        }

        var logits = new MatrixView(_logits, count, vocabulary);
        gemm.Multiply(logits, model.Output, new MatrixView(_normedGradient, count, width));
        if (weights.ModelGradients is { } gradients)
        {
            gemm.Multiply(logits.Transpose(), new MatrixView(_normed, count, width), gradients.Output, add: true);
        }

        Array.Clear(_hiddenGradient);
        _norm.Backward(
            count, _hidden, model.OutputNorm, _normedGradient, _hiddenGradient, weights.ModelGradients?.OutputNorm);
        for (var index = 0; index < count; index++)
        {
            _hiddenGradient.AsSpan(index * width, width)
                .CopyTo(hiddenGradient.AsSpan(positions.Span[index] * width, width));
        }

        return loss;
    }

    private void Multiply(ReadOnlySpan<int> positions, float[] hidden, ModelTensors model)
    {
        var width = config.Width;
        for (var index = 0; index < positions.Length; index++)
        {
            hidden.AsSpan(positions[index] * width, width).CopyTo(_hidden.AsSpan(index * width, width));
        }

        _norm.Forward(positions.Length, _hidden, model.OutputNorm, _normed);
        gemm.Multiply(
            new MatrixView(_normed, positions.Length, width), model.Output.Transpose(),
            new MatrixView(_logits, positions.Length, config.Vocabulary));
    }
}
