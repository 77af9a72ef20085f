using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Gemm;
using Ganban.Kernels.Threading;

namespace Ganban.Training.Optimizers;

/// <summary>
/// Muon (Jordan et al. 2024): the momentum of a matrix's gradients is replaced by about its nearest orthogonal matrix,
/// found by five iterations of Newton and Schulz.
/// </summary>
/// <param name="pool">The threads.</param>
internal sealed class Muon(WorkPool pool)
{
    private const int Iterations = 5;

    private readonly FloatGemm _gemm = new(pool);
    private float[] _x = [];
    private float[] _square = [];
    private float[] _polynomial = [];
    private float[] _next = [];

    /// <summary>Changes a matrix.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="weights">The matrix.</param>
    /// <param name="gradients">Its gradients.</param>
    /// <param name="momentum">The state.</param>
    /// <param name="step">Numbers of this step.</param>
    public void Apply(int rows, Span<float> weights, ReadOnlySpan<float> gradients, Span<float> momentum, MuonStep step)
    {
        var columns = weights.Length / rows;
        Grow(Math.Min(rows, columns), weights.Length);
        for (var index = 0; index < weights.Length; index++)
        {
            var gradient = gradients[index] * step.GradientScale;
            momentum[index] = (step.Momentum * momentum[index]) + gradient;
            _x[index] = gradient + (step.Momentum * momentum[index]);
        }

        Orthogonalize(rows, columns);
        var keep = 1 - (step.LearningRate * step.WeightDecay);
        var rate = -step.LearningRate * MathF.Sqrt(Math.Max(1, (float)rows / columns));
        for (var index = 0; index < weights.Length; index++)
        {
            weights[index] *= keep;
        }

        AddScaled.Apply(rate, _x.AsSpan(0, weights.Length), weights);
    }

    private void Orthogonalize(int rows, int columns)
    {
        var length = rows * columns;
        var norm = Math.Sqrt(Sum(_x.AsSpan(0, length))) + 1e-7;
        foreach (ref var value in _x.AsSpan(0, length))
        {
            value = (float)(value / norm);
        }

        // The smaller side's square: X·Xᵀ of a wide matrix, Xᵀ·X of a tall one.
        var small = Math.Min(rows, columns);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var x = new MatrixView(_x, rows, columns);
            var square = new MatrixView(_square, small, small);
            var polynomial = new MatrixView(_polynomial, small, small);
            var next = new MatrixView(_next, rows, columns);
            _gemm.Multiply(rows <= columns ? x : x.Transpose(), rows <= columns ? x.Transpose() : x, square);
            _gemm.Multiply(square, square, polynomial);
            for (var index = 0; index < small * small; index++)
            {
                _polynomial[index] = (-4.7750f * _square[index]) + (2.0315f * _polynomial[index]);
            }

            _gemm.Multiply(rows <= columns ? polynomial : x, rows <= columns ? x : polynomial, next);
            AddScaled.Apply(3.4445f, _x.AsSpan(0, length), _next.AsSpan(0, length));
            (_x, _next) = (_next, _x);
        }
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        var sum = 0d;
        foreach (var value in values)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    private void Grow(int small, int length)
    {
        if (_x.Length < length)
        {
            (_x, _next) = (new float[length], new float[length]);
        }

        if (_square.Length < small * small)
        {
            (_square, _polynomial) = (new float[small * small], new float[small * small]);
        }
    }
}

/// <summary>The numbers of a step of <see cref="Muon"/>.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">μ.</param>
/// <param name="WeightDecay">λ.</param>
/// <param name="GradientScale">What gradients are multiplied by first.</param>
internal readonly record struct MuonStep(
    float LearningRate, float Momentum, float WeightDecay, float GradientScale);
