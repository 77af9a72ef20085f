namespace Ganban.Inference.Images;

/// <summary>
/// Which pixels of a row or column a pixel of a scaled one is made of, and their weights: a triangle around its middle
/// that reaches one pixel of the coarser grid to either side.
/// </summary>
internal sealed class TriangleFilter
{
    /// <summary>Binary places of a weight.</summary>
    public const int WeightBits = 22;

    private readonly int _pixels;
    private readonly double _scale;
    private readonly double _reach;
    private readonly double[] _shares;
    private readonly int[] _weights;

    /// <param name="pixels">Pixels that there are.</param>
    /// <param name="results">Pixels that shall be.</param>
    public TriangleFilter(int pixels, int results)
    {
        _pixels = pixels;
        _scale = (double)pixels / results;
        _reach = Math.Max(_scale, 1);
        _shares = new double[(2 * (int)Math.Ceiling(_reach)) + 1];
        _weights = new int[_shares.Length];
    }

    /// <summary>The weights for a pixel of the result; together 1, valid until the next call.</summary>
    /// <param name="result">The pixel of the result.</param>
    /// <param name="first">The pixel that the first weight is for.</param>
    public ReadOnlySpan<int> At(int result, out int first)
    {
        var centre = (result + 0.5) * _scale;
        first = Math.Max((int)(centre - _reach + 0.5), 0);
        var count = Math.Min((int)(centre + _reach + 0.5), _pixels) - first;
        var sum = 0.0;
        for (var index = 0; index < count; index++)
        {
            var distance = Math.Abs((index + first - centre + 0.5) * (1 / _reach));
            _shares[index] = distance < 1 ? 1 - distance : 0;
            sum += _shares[index];
        }

        for (var index = 0; index < count; index++)
        {
            _weights[index] = (int)((_shares[index] / sum * (1 << WeightBits)) + 0.5);
        }

        return _weights.AsSpan(0, count);
    }
}
