using Ganban.Kernels.Gradients;
using Ganban.Kernels.Threading;
using Ganban.Training.Models;

namespace Ganban.Training.Optimizers;

/// <summary>
/// Changes weights by their gradients. Keeps two numbers for each weight; only these and the number of steps are state.
/// </summary>
/// <param name="tensors">What the lists of weights and gradients hold.</param>
/// <param name="options">Settings.</param>
/// <param name="pool">The threads.</param>
internal sealed class Optimizer(IReadOnlyList<ParameterTensor> tensors, OptimizerOptions options, WorkPool pool)
{
    private const int Piece = 1 << 14;

    private readonly Muon _muon = new(pool);
    private readonly int _length = tensors[^1].Offset + tensors[^1].Length;

    /// <summary>Means of gradients, `[parameters]`.</summary>
    public float[] First { get; } = new float[tensors[^1].Offset + tensors[^1].Length];

    /// <summary>Means of squared gradients, `[parameters]`.</summary>
    public float[] Second { get; } = new float[tensors[^1].Offset + tensors[^1].Length];

    /// <summary>The length of all gradients together.</summary>
    /// <param name="gradients">`[parameters]`.</param>
    public double Norm(float[] gradients)
    {
        var pieces = (_length + Piece - 1) / Piece;
        var sums = new double[pieces];
        pool.Run(pieces, 4L * _length, piece =>
        {
            var sum = 0d;
            foreach (var gradient in gradients.AsSpan(piece * Piece, Math.Min(Piece, _length - (piece * Piece))))
            {
                sum += (double)gradient * gradient;
            }

            sums[piece] = sum;
        });
        return Math.Sqrt(sums.Sum());
    }

    /// <summary>Changes the weights.</summary>
    /// <param name="weights">`[parameters]`.</param>
    /// <param name="gradients">`[parameters]`.</param>
    /// <param name="norm">Their length, as <see cref="Norm"/> gives it.</param>
    /// <param name="scale">What gradients are multiplied by: one over the sum of the tokens' weights.</param>
    /// <param name="step">From 1.</param>
    /// <param name="factor">The schedule's.</param>
    public void Apply(float[] weights, float[] gradients, double norm, double scale, long step, double factor)
    {
        var clip = options.ClipNorm > 0 ? Math.Min(1, options.ClipNorm / (norm * scale)) : 1;
        var gradientScale = (float)(scale * clip);
        foreach (var tensor in tensors)
        {
            if (tensor.Kind == ParameterKind.Matrix && options.MatrixRule == MatrixRule.Muon)
            {
                _muon.Apply(
                    tensor.Rows, weights.AsSpan(tensor.Offset, tensor.Length),
                    gradients.AsSpan(tensor.Offset, tensor.Length), First.AsSpan(tensor.Offset, tensor.Length),
                    new MuonStep(
                        (float)(options.LearningRate * factor), (float)options.Momentum, (float)options.WeightDecay,
                        gradientScale));
            }
            else
            {
                ApplyAdamW(tensor, weights, gradients, AdamW(tensor.Kind, gradientScale, step, factor));
            }
        }
    }

    private void ApplyAdamW(ParameterTensor tensor, float[] weights, float[] gradients, AdamWStep adamW)
    {
        var pieces = (tensor.Length + Piece - 1) / Piece;
        pool.Run(pieces, 8L * tensor.Length, piece =>
        {
            var start = tensor.Offset + (piece * Piece);
            var count = Math.Min(Piece, tensor.Length - (piece * Piece));
            adamW.Apply(
                weights.AsSpan(start, count), gradients.AsSpan(start, count), First.AsSpan(start, count),
                Second.AsSpan(start, count));
        });
    }

    private AdamWStep AdamW(ParameterKind kind, float gradientScale, long step, double factor) => new()
    {
        LearningRate = (float)(factor * kind switch
        {
            ParameterKind.Matrix => options.LearningRate,
            ParameterKind.Embedding => options.EmbeddingLearningRate,
            _ => options.NormLearningRate,
        }),
        Beta1 = (float)options.Beta1,
        Beta2 = (float)options.Beta2,
        Epsilon = (float)(kind == ParameterKind.Embedding ? options.EmbeddingEpsilon : options.Epsilon),
        WeightDecay = kind == ParameterKind.Matrix ? (float)options.WeightDecay : 0,
        GradientScale = gradientScale,
        Step = step,
    };
}
