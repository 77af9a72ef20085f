using Ganban.Inference.Images;
using Ganban.Inference.Models.Decoders;
using Ganban.Inference.Models.Encoders;
using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Vision;

/// <summary>
/// The pass of a picture through a SigLIP tower (Zhai et al. 2023; a vision transformer as Dosovitskiy et al. 2021) and
/// Gemma 3's projector (Kamath et al. 2025):
/// <code>
/// x = Wpatch · pixels(patch) + position
/// each layer:  x ← x + Wo · attention(Wq·n, Wk·n, Wv·n),  n = norm(x)
///              x ← x + Wdown · gelu(Wup·n),               n = norm(x)
/// token = rmsNorm(mean of merge × merge patches of norm(x)) · Wprojection
/// </code>
/// Belongs to one thread at a time.
/// </summary>
internal sealed class VisionModel
{
    private readonly VisionConfig _config;
    private readonly VisionWeights _weights;
    private readonly WorkPool _pool;
    private readonly VisionBuffers _buffers;
    private readonly EncoderAttention _attention;
    private readonly TokenLoop _normalize;
    private readonly TokenLoop _gelu;

    // What the loops work on at the moment.
    private EncoderNorm _norm;
    private int _first;
    private float[] _target = [];

    public VisionModel(VisionConfig config, VisionWeights weights, WorkPool pool)
    {
        (_config, _weights, _pool) = (config, weights, pool);
        _norm = weights.PostNorm;
        _buffers = new VisionBuffers(config);
        _attention = new EncoderAttention(config.Heads, config.HeadSize, [0, config.Patches], _buffers.Qkv);
        _normalize = new TokenLoop(pool, 8 * config.Width, Normalize);
        _gelu = new TokenLoop(pool, 16 * config.FeedForwardWidth, ApplyGelu);
    }

    /// <summary>The picture's tokens, `[tokens × projectedWidth]`.</summary>
    /// <param name="square">The picture, as wide and high as the config says.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    public float[] Forward(RgbImage square, CancellationToken cancellationToken)
    {
        ForParts(Embed, cancellationToken);
        foreach (var layer in _weights.Layers)
        {
            ForParts((first, count) => Project(layer, first, count), cancellationToken);
            _attention.Compute(_buffers.Attended, _pool);
            ForParts((first, count) => Finish(layer, first, count), cancellationToken);
        }

        return ProjectTokens(PoolPatches());

        void Embed(int first, int count) => EmbedPatches(square, first, count);
    }

    private void ForParts(Action<int, int> step, CancellationToken cancellationToken)
    {
        for (var first = 0; first < _config.Patches; first += _buffers.Part)
        {
            cancellationToken.ThrowIfCancellationRequested();
            step(first, Math.Min(_buffers.Part, _config.Patches - first));
        }
    }

    private void EmbedPatches(RgbImage square, int first, int count)
    {
        var pixels = _buffers.Patches.Rewrite(count);
        for (var patch = 0; patch < count; patch++)
        {
            ReadPatch(square, first + patch, pixels.AsSpan(patch * _config.PatchNumbers, _config.PatchNumbers));
        }

        _weights.PatchEmbedding.Apply(_buffers.Patches, Rows(_buffers.X, first, count), _pool);
        var position = new float[_config.Width];
        for (var patch = first; patch < first + count; patch++)
        {
            _weights.Positions.ReadRow(patch, position);
            AddScaled.Apply(1, position, Row(_buffers.X, patch));
        }
    }

    /// <summary>A patch's colours, one after another, around zero.</summary>
    private void ReadPatch(RgbImage square, int patch, Span<float> numbers)
    {
        var side = _config.PatchSide;
        var (top, left) = (patch / _config.PatchesASide * side, patch % _config.PatchesASide * side);
        var place = 0;
        for (var colour = 0; colour < 3; colour++)
        {
            for (var row = top; row < top + side; row++)
            {
                for (var column = left; column < left + side; column++)
                {
                    var value = square.Pixels[(((row * square.Width) + column) * 3) + colour] / 255f;
                    numbers[place++] = (value - _config.Mean[colour]) / _config.Deviation[colour];
                }
            }
        }
    }

    /// <summary>Queries, keys and values of some patches.</summary>
    private void Project(VisionLayer layer, int first, int count)
    {
        NormalizeInput(layer.AttentionNorm, first, count);
        for (var part = 0; part < layer.Qkv.Count; part++)
        {
            layer.Qkv[part].Apply(_buffers.Input, Rows(_buffers.Qkv[part], first, count), _pool);
        }
    }

    /// <summary>What follows attention, for some patches.</summary>
    private void Finish(VisionLayer layer, int first, int count)
    {
        Rows(_buffers.Attended, first, count).CopyTo(_buffers.Input.Rewrite(count));
        layer.Output.Apply(_buffers.Input, _buffers.Projected, _pool);
        AddProjected(first, count);

        NormalizeInput(layer.FeedForwardNorm, first, count);
        _target = _buffers.Inner.Rewrite(count);
        layer.Up.Apply(_buffers.Input, _target, _pool);
        _gelu.OverAll(count);
        layer.Down.Apply(_buffers.Inner, _buffers.Projected, _pool);
        AddProjected(first, count);
    }

    private void AddProjected(int first, int count) => AddScaled.Apply(
        1, _buffers.Projected.AsSpan(0, count * _config.Width), Rows(_buffers.X, first, count).Span);

    private void NormalizeInput(EncoderNorm norm, int first, int count)
    {
        (_norm, _first, _target) = (norm, first, _buffers.Input.Rewrite(count));
        _normalize.OverAll(count);
    }

    private void Normalize(int patch) => LayerNorm.Apply(
        Row(_buffers.X, _first + patch), _norm.Weight, _norm.Bias, _config.NormEpsilon, Row(_target, patch));

    private void ApplyGelu(int patch) =>
        Gelu.Apply(_target.AsSpan(patch * _config.FeedForwardWidth, _config.FeedForwardWidth));

    /// <summary>The normalised means of the patches of each token, `[tokens × width]`.</summary>
    private float[] PoolPatches()
    {
        var (merge, side) = (_config.Merge, _config.PatchesASide);
        var pooled = new float[_config.Tokens * _config.Width];
        var normed = new float[_config.Width];
        for (var patch = 0; patch < _config.Patches; patch++)
        {
            LayerNorm.Apply(
                Row(_buffers.X, patch), _weights.PostNorm.Weight, _weights.PostNorm.Bias, _config.NormEpsilon, normed);
            var token = (patch / side / merge * (side / merge)) + (patch % side / merge);
            AddScaled.Apply(1f / (merge * merge), normed, Row(pooled, token));
        }

        for (var token = 0; token < _config.Tokens; token++)
        {
            RmsNorm.Apply(Row(pooled, token), _weights.ProjectorNorm, _config.NormEpsilon, Row(pooled, token));
        }

        return pooled;
    }

    private float[] ProjectTokens(float[] pooled)
    {
        var width = _config.ProjectedWidth;
        var tokens = new float[_config.Tokens * width];
        var weights = new float[width];
        for (var row = 0; row < _config.Width; row++)
        {
            _weights.Projection.ReadRow(row, weights);
            for (var token = 0; token < _config.Tokens; token++)
            {
                AddScaled.Apply(
                    pooled[(token * _config.Width) + row], weights, tokens.AsSpan(token * width, width));
            }
        }

        return tokens;
    }

    private Memory<float> Rows(float[] matrix, int first, int count) =>
        matrix.AsMemory(first * _config.Width, count * _config.Width);

    private Span<float> Row(float[] matrix, int row) => matrix.AsSpan(row * _config.Width, _config.Width);
}
