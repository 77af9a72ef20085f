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
    private readonly float[] _normed = new float[Chunk * config.Width];
    private readonly float[] _normedGradient = new float[Chunk * config.Width];
    private readonly double[] _losses = new double[Chunk];

    /// <summary>Sums the weighted loss.</summary>
    /// <param name="batch">The tokens.</param>
    /// <param name="positions">The positions whose next token counts.</param>
    /// <param name="hidden">What the last layer gave for them, `[positions × width]`.</param>
    /// <param name="weights">The model.</param>
    /// <param name="hiddenGradient">
    /// Takes the gradient of <paramref name="hidden"/>, `[positions × width]`, and gradients are added to the model's;
    /// null to compute the loss alone.
    /// </param>
    /// <returns>Σ weight · −log p.</returns>
    public double Run(PackedBatch batch, int[] positions, float[] hidden, IWeights weights, float[]? hiddenGradient)
    {
        var loss = 0d;
        for (var start = 0; start < positions.Length; start += Chunk)
        {
            loss += RunChunk(
                batch, positions.AsMemory(start, Math.Min(Chunk, positions.Length - start)),
                hidden.AsMemory(start * config.Width), weights,
                hiddenGradient is null ? default : hiddenGradient.AsMemory(start * config.Width));
        }

        return loss;
    }

    /// <summary>Logits, for comparisons.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="hidden">What the last layer gave, `[rows × width]`.</param>
    /// <param name="model">The model.</param>
    /// <returns>`[rows × vocabulary]`.</returns>
    public float[] Logits(int rows, float[] hidden, ModelTensors model)
    {
        var logits = new float[rows * config.Vocabulary];
        for (var start = 0; start < rows; start += Chunk)
        {
            var count = Math.Min(Chunk, rows - start);
            Multiply(hidden.AsMemory(start * config.Width, count * config.Width), model);
            _logits.AsSpan(0, count * config.Vocabulary).CopyTo(logits.AsSpan(start * config.Vocabulary));
        }

        return logits;
    }

    private double RunChunk(
        PackedBatch batch, Memory<int> positions, Memory<float> hidden, IWeights weights,
        Memory<float> hiddenGradient)
    {
        var (width, vocabulary, count) = (config.Width, config.Vocabulary, positions.Length);
        var model = weights.Model;
        hidden = hidden[..(count * width)];
        Multiply(hidden, model);
        pool.Run(count, 8L * count * vocabulary, index =>
        {
            var target = positions.Span[index] + 1;
            _losses[index] = CrossEntropy.Apply(
                _logits.AsSpan(index * vocabulary, vocabulary), batch.Tokens[target], batch.Weights[target]);
        });
        var loss = _losses.AsSpan(0, count).ToArray().Sum();
        if (hiddenGradient.IsEmpty)
        {
            return loss;
        }

        var logits = new MatrixView(_logits, count, vocabulary);
        gemm.Multiply(logits, model.Output, new MatrixView(_normedGradient, count, width));
        if (weights.ModelGradients is { } gradients)
        {
            gemm.Multiply(logits.Transpose(), new MatrixView(_normed, count, width), gradients.Output, add: true);
        }

        hiddenGradient = hiddenGradient[..(count * width)];
        hiddenGradient.Span.Clear();
        _norm.Backward(
            count, hidden, model.OutputNorm, _normedGradient, hiddenGradient, weights.ModelGradients?.OutputNorm);
        return loss;
    }

    private void Multiply(Memory<float> hidden, ModelTensors model)
    {
        var rows = hidden.Length / config.Width;
        _norm.Forward(rows, hidden, model.OutputNorm, _normed);
        gemm.Multiply(
            new MatrixView(_normed, rows, config.Width), model.Output.Transpose(),
            new MatrixView(_logits, rows, config.Vocabulary));
    }
}
