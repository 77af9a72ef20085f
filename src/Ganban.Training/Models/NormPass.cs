using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Gradients;
using Ganban.Kernels.Threading;

namespace Ganban.Training.Models;

/// <summary>The normalisation of all tokens, forward and backward.</summary>
/// <param name="config">Sizes.</param>
/// <param name="pool">The threads.</param>
internal sealed class NormPass(TransformerConfig config, WorkPool pool)
{
    private float[] _partials = [];

    /// <summary>Normalises tokens.</summary>
    /// <param name="tokens">How many.</param>
    /// <param name="x">`[tokens × width]`.</param>
    /// <param name="weight">`[width]`.</param>
    /// <param name="y">Takes the output, `[tokens × width]`.</param>
    public void Forward(int tokens, Memory<float> x, Memory<float> weight, float[] y)
    {
        var width = config.Width;
        TokenBlocks.Run(pool, tokens, width, (_, token) => RmsNorm.Apply(
            x.Span.Slice(token * width, width), weight.Span, config.RmsEpsilon, y.AsSpan(token * width, width)));
    }

    /// <summary>Adds gradients. Those of the weights are summed in blocks of tokens, then block after block.</summary>
    /// <param name="tokens">How many.</param>
    /// <param name="x">What was normalised, `[tokens × width]`.</param>
    /// <param name="weight">`[width]`.</param>
    /// <param name="dy">The gradient of the output, `[tokens × width]`.</param>
    /// <param name="dx">Added to, `[tokens × width]`.</param>
    /// <param name="dweight">Added to, `[width]`; or null.</param>
    public void Backward(
        int tokens, Memory<float> x, Memory<float> weight, float[] dy, Memory<float> dx, Memory<float>? dweight)
    {
        var width = config.Width;
        var blocks = TokenBlocks.Count(tokens);
        if (_partials.Length < blocks * width)
        {
            _partials = new float[blocks * width];
        }

        Array.Clear(_partials, 0, blocks * width);
        TokenBlocks.Run(pool, tokens, width, (block, token) => RmsNormGradient.Add(
            x.Span.Slice(token * width, width), weight.Span, config.RmsEpsilon, dy.AsSpan(token * width, width),
            dx.Span.Slice(token * width, width), _partials.AsSpan(block * width, width)));
        for (var block = 0; dweight is { } sums && block < blocks; block++)
        {
            AddScaled.Apply(1, _partials.AsSpan(block * width, width), sums.Span);
        }
    }
}
