using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Decoders;
using Ganban.Inference.Models.Encoders;

namespace Ganban.Inference.Models.Vision;

/// <summary>The tensors of a vision tower by their roles. Matrices stay in the file, vectors are read.</summary>
internal sealed class VisionWeights
{
    private readonly GgufFile _file;
    private readonly TensorReader _reader;

    public VisionWeights(GgufFile file, VisionConfig config)
    {
        _file = file;
        _reader = new TensorReader(file);
        var side = config.PatchSide;
        PatchEmbedding = new EncoderLinear(
            _reader.Flattened("v.patch_embd.weight", config.Width, side, side, 3),
            _reader.FindVector("v.patch_embd.bias", config.Width));
        Positions = _reader.Matrix("v.position_embd.weight", config.Patches, config.Width);
        Layers = [.. Enumerable.Range(0, config.Layers).Select(layer => Layer($"v.blk.{layer}", config))];
        PostNorm = Norm("v.post_ln", config.Width);
        ProjectorNorm = _reader.Vector("mm.soft_emb_norm.weight", config.Width);
        Projection = _reader.Matrix("mm.input_projection.weight", config.Width, config.ProjectedWidth);
        _reader.RefuseRest("gemma3 vision");
    }

    public EncoderLinear PatchEmbedding { get; } // [width × 3 · patchSide · patchSide]

    public Matrix Positions { get; } // [patches × width]

    public IReadOnlyList<VisionLayer> Layers { get; }

    public EncoderNorm PostNorm { get; }

    public float[] ProjectorNorm { get; } // [width]

    /// <summary>`[width × projectedWidth]`: input by output, the other way round than all others.</summary>
    public Matrix Projection { get; }

    private VisionLayer Layer(string name, VisionConfig config)
    {
        var (width, inner) = (config.Width, config.FeedForwardWidth);

        // Older files have the two names the other way round.
        var swapped = _file.Tensors.TryGetValue($"{name}.ffn_down.weight", out var down)
            && down.Shape is [var columns, ..] && columns == width;
        var (up, back) = swapped ? ("ffn_down", "ffn_up") : ("ffn_up", "ffn_down");
        return new VisionLayer
        {
            AttentionNorm = Norm($"{name}.ln1", width),
            Qkv = [.. "qkv".Select(part => Linear($"{name}.attn_{part}", width, width))],
            Output = Linear($"{name}.attn_out", width, width),
            FeedForwardNorm = Norm($"{name}.ln2", width),
            Up = Linear($"{name}.{up}", inner, width),
            Down = Linear($"{name}.{back}", width, inner),
        };
    }

    private EncoderLinear Linear(string name, int rows, int columns) =>
        new(_reader.Matrix($"{name}.weight", rows, columns), _reader.FindVector($"{name}.bias", rows));

    private EncoderNorm Norm(string name, int width) =>
        new(_reader.Vector($"{name}.weight", width), _reader.Vector($"{name}.bias", width));
}
