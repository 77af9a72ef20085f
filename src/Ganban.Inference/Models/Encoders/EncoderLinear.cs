using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Encoders;

/// <summary>y = x·wᵀ + b; the bias may be missing.</summary>
internal sealed record EncoderLinear(Matrix Weight, float[]? Bias)
{
    /// <summary>Multiplies and adds; y is `[tokens × rows]`.</summary>
    public void Apply(Activations x, Memory<float> y, WorkPool pool)
    {
        Weight.Multiply(x, y, pool);
        for (var token = 0; token < x.Tokens && Bias is not null; token++)
        {
            AddScaled.Apply(1, Bias, y.Span.Slice(token * Weight.Rows, Weight.Rows));
        }
    }
}
