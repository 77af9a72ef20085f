using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Decoders;

/// <summary>The feed-forward of a layer, plain or a mixture of experts, and its working memory.</summary>
internal sealed class FeedForwardPass
{
    private readonly DecoderConfig _config;
    private readonly WorkPool _pool;
    private readonly GatedMemory? _plain;
    private readonly MixturePass? _mixture;

    public FeedForwardPass(DecoderConfig config, WorkPool pool, int capacity)
    {
        (_config, _pool) = (config, pool);
        var width = config.Experts is { } experts ? experts.SharedWidth : config.FeedForwardWidth;
        _plain = width > 0 ? new GatedMemory(config.Activation, pool, capacity, width) : null;
        _mixture = config.Experts is null ? null : new MixturePass(config, pool, capacity);
    }

    /// <summary>Computes the feed-forward without the last bias.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">`[tokens × width]`.</param>
    /// <param name="result">Takes `[tokens × width]`.</param>
    public void Compute(DecoderLayer layer, Activations x, float[] result)
    {
        if (layer.FeedForward is { } plain)
        {
            _plain!.Compute(plain.Gate, plain.Up, plain.Down, plain.GateBias, plain.UpBias, x, result);
        }
        else
        {
            result.AsSpan(0, x.Tokens * _config.Width).Clear();
        }

        if (layer.Experts is { } experts)
        {
            _mixture!.Add(experts, x, result);
        }
    }
}
