using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>Draws a vision tower with Gemma 3's projector: norms before each part, attention to all sides.</summary>
internal sealed class VisionDraft
{
    private const int Width = VisionShape.Width;
    private const int FeedForward = VisionShape.FeedForward;

    private readonly ModelDraft _draft;

    private VisionDraft(string name) => _draft = new ModelDraft(name, "clip");

    /// <summary>Draws a tower for a language model of a width.</summary>
    public static GgufWriter Draw(string name, int projectedWidth)
    {
        var tower = new VisionDraft(name);
        tower.AddMetadata(projectedWidth);
        tower.AddPatches();
        for (var layer = 0; layer < VisionShape.Layers; layer++)
        {
            tower.AddLayer($"v.blk.{layer}");
        }

        tower.AddLayerNorm("v.post_ln");
        tower._draft.AddNorm("mm.soft_emb_norm", Width);
        tower._draft.AddMatrix("mm.input_projection", TensorType.F32, Width, projectedWidth, 1 / MathF.Sqrt(Width));
        return tower._draft.Writer;
    }

    private void AddMetadata(int projectedWidth)
    {
        _draft.Set("has_vision_encoder", true);
        _draft.Set("projector_type", "gemma3");
        _draft.Set("use_gelu", true);
        _draft.Set("vision.image_size", (uint)VisionShape.ImageSide);
        _draft.Set("vision.patch_size", (uint)VisionShape.PatchSide);
        _draft.Set("vision.embedding_length", (uint)Width);
        _draft.Set("vision.feed_forward_length", (uint)FeedForward);
        _draft.Set("vision.projection_dim", (uint)projectedWidth);
        _draft.Set("vision.block_count", (uint)VisionShape.Layers);
        _draft.Set("vision.attention.head_count", (uint)VisionShape.Heads);
        _draft.Set("vision.attention.layer_norm_epsilon", 1e-6f);
        _draft.Set("vision.image_mean", new[] { 0.5f, 0.45f, 0.4f });
        _draft.Set("vision.image_std", new[] { 0.5f, 0.25f, 0.3f });
    }

    private void AddPatches()
    {
        const int Side = VisionShape.PatchSide;
        _draft.AddTensor("v.patch_embd", [Side, Side, 3, Width], 1.5f / MathF.Sqrt(3 * Side * Side));
        _draft.AddBias("v.patch_embd", Width);
        _draft.AddMatrix("v.position_embd", TensorType.F32, VisionShape.Patches, Width, 0.5f);
    }

    private void AddLayer(string layer)
    {
        AddLayerNorm($"{layer}.ln1");
        AddLinear($"{layer}.attn_q", Width, Width, 2);
        AddLinear($"{layer}.attn_k", Width, Width, 2);
        AddLinear($"{layer}.attn_v", Width, Width, 1);
        AddLinear($"{layer}.attn_out", Width, Width, 1.5f);
        AddLayerNorm($"{layer}.ln2");
        AddLinear($"{layer}.ffn_up", FeedForward, Width, 1.5f);
        AddLinear($"{layer}.ffn_down", Width, FeedForward, 1.5f);
    }

    private void AddLinear(string tensor, int rows, int columns, float gain)
    {
        _draft.AddMatrix(tensor, TensorType.F32, rows, columns, gain / MathF.Sqrt(columns));
        _draft.AddBias(tensor, rows);
    }

    private void AddLayerNorm(string tensor)
    {
        _draft.AddNorm(tensor, Width);
        _draft.AddBias(tensor, Width, 0.2f);
    }
}
