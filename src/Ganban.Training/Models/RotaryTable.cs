using Ganban.Kernels.Elementwise;

namespace Ganban.Training.Models;

/// <summary>
/// Cosines and sines of the positions of a sequence. Numbers of a head's two halves are turned together; the export to
/// GGUF, whose llamas turn neighbours, reorders the rows of queries and keys.
/// </summary>
internal sealed class RotaryTable
{
    private readonly int _headSize;
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly float[] _negativeSines;

    public RotaryTable(TransformerConfig config, float[]? divisors)
    {
        _headSize = config.HeadSize;
        var pairs = _headSize / 2;
        var frequencies = new float[pairs];
        for (var pair = 0; pair < pairs; pair++)
        {
            frequencies[pair] = (float)(Math.Pow(config.RopeBase, -2d * pair / _headSize) / (divisors?[pair] ?? 1));
        }

        _cosines = new float[config.ContextLength * pairs];
        _sines = new float[_cosines.Length];
        for (var position = 0; position < config.ContextLength; position++)
        {
            var start = position * pairs;
            Rope.Angles(position, frequencies, 1, _cosines.AsSpan(start, pairs), _sines.AsSpan(start, pairs));
        }

        _negativeSines = Array.ConvertAll(_sines, sine => -sine);
    }

    /// <summary>Turns heads by their position.</summary>
    /// <param name="heads">`[heads × head size]`; changed in place.</param>
    /// <param name="position">From 0.</param>
    public void Turn(Span<float> heads, int position) => Rotate(heads, position, _sines);

    /// <summary>Turns gradients of turned heads back.</summary>
    /// <param name="heads">`[heads × head size]`; changed in place.</param>
    /// <param name="position">From 0.</param>
    public void TurnBack(Span<float> heads, int position) => Rotate(heads, position, _negativeSines);

    private void Rotate(Span<float> heads, int position, float[] sines)
    {
        var pairs = _headSize / 2;
        Rope.RotateHalves(
            heads, _headSize, _cosines.AsSpan(position * pairs, pairs), sines.AsSpan(position * pairs, pairs));
    }
}
