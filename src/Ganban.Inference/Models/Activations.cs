using Ganban.Kernels.Blocks;

namespace Ganban.Inference.Models;

/// <summary>
/// The input of matrix products, `[tokens × width]`, and its quantised form, which all Q8_0 matrices that read the same
/// input share. Belongs to one forward pass at a time.
/// </summary>
internal sealed class Activations
{
    private readonly int _width;
    private readonly float[] _values;
    private readonly short[] _quants;
    private readonly float[] _scales;
    private bool _quantized;

    /// <param name="tokensMax">The most tokens it can hold.</param>
    /// <param name="width">Numbers of a token.</param>
    public Activations(int tokensMax, int width)
    {
        _width = width;
        _values = new float[tokensMax * width];
        _quants = new short[tokensMax * width];
        _scales = new float[tokensMax * width / BlockQ8_0.Elements];
        Product = new MatrixProduct(this);
    }

    /// <summary>How many tokens it holds.</summary>
    public int Tokens { get; private set; }

    /// <summary>`[tokens × width]`.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Tokens * _width);

    /// <summary>Quantised values, `[tokens × width]`, after <see cref="Quantize"/>.</summary>
    public ReadOnlySpan<short> Quants => _quants.AsSpan(0, Tokens * _width);

    /// <summary>Their scales, `[tokens × width / 32]`.</summary>
    public ReadOnlySpan<float> Scales => _scales.AsSpan(0, Tokens * _width / BlockQ8_0.Elements);

    /// <summary>The loop over a matrix's rows with these activations.</summary>
    public MatrixProduct Product { get; }

    /// <summary>The memory to fill anew with that many tokens.</summary>
    public float[] Rewrite(int tokens)
    {
        Tokens = tokens;
        _quantized = false;
        return _values;
    }

    /// <summary>Quantises the values, once after each rewrite.</summary>
    public void Quantize()
    {
        if (!_quantized)
        {
            var count = Tokens * _width;
            QuantizeQ8_0.Activations(Values, _quants.AsSpan(0, count), _scales.AsSpan(0, count / BlockQ8_0.Elements));
            _quantized = true;
        }
    }
}
