using Ganban.Kernels.Formats;
using Ganban.Kernels.MatMul;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>
/// The input of matrix products, `[tokens × width]`, and its quantised form, which all matrices that read the same
/// input share. Belongs to one forward pass at a time.
/// </summary>
internal sealed class Activations : ILoopBody
{
    private const int TokensPerItem = 4;
    private const int OperationsPerNumber = 4;

    private readonly int _width;
    private readonly float[] _values;
    private readonly QuantizedTokens? _quantized;
    private WeightFormat _format;

    /// <param name="tokensMax">The most tokens it can hold.</param>
    /// <param name="width">Numbers of a token.</param>
    public Activations(int tokensMax, int width)
    {
        _width = width;
        _values = new float[tokensMax * width];

        // No quantised format has rows of another width.
        _quantized = width % QuantizedTokens.GroupElements == 0 ? new QuantizedTokens(tokensMax, width) : null;
        Product = new MatrixProduct(this);
    }

    /// <summary>How many tokens it holds.</summary>
    public int Tokens { get; private set; }

    /// <summary>`[tokens × width]`.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Tokens * _width);

    /// <summary>The quantised form, after <see cref="Prepare"/>.</summary>
    public QuantizedTokens? Quantized => _quantized;

    /// <summary>The loop over a matrix's rows with these activations.</summary>
    public MatrixProduct Product { get; }

    /// <summary>The memory to fill anew with that many tokens.</summary>
    public float[] Rewrite(int tokens)
    {
        Tokens = tokens;
        _quantized?.Clear();
        return _values;
    }

    /// <summary>Quantises the values where a format needs that, once after each rewrite.</summary>
    public void Prepare(WeightFormat format, WorkPool pool)
    {
        if (_quantized is not null && WeightMatMul.BeginPrepare(format, Tokens, _quantized))
        {
            _format = format;
            pool.Run((Tokens + TokensPerItem - 1) / TokensPerItem, (long)Tokens * _width * OperationsPerNumber, this);
        }
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        for (var token = item * TokensPerItem; token < Math.Min((item + 1) * TokensPerItem, Tokens); token++)
        {
            WeightMatMul.PrepareToken(_format, token, _values.AsSpan(token * _width, _width), _quantized!);
        }
    }
}
