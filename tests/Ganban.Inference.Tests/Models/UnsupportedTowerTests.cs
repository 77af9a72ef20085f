using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Vision;

namespace Ganban.Inference.Tests.Models;

public sealed class UnsupportedTowerTests(TinyVision tiny) : IClassFixture<TinyVision>
{
    [Theory]
    [InlineData("general.architecture", "llama", "'llama' (general.architecture) is no vision tower")]
    [InlineData("clip.projector_type", "qwen2vl_merger", "'qwen2vl_merger' (clip.projector_type)")]
    [InlineData("clip.use_gelu", false, "'clip.use_gelu' must be true")]
    [InlineData("clip.vision.image_size", 73u, "'clip.vision.image_size' is 73")]
    [InlineData("clip.vision.image_size", 8184u, "more memory than a picture may have")]
    [InlineData("clip.vision.image_size", 0u, "'clip.vision.image_size' is 0")]
    [InlineData("clip.vision.patch_size", 200u, "'clip.vision.patch_size' is 200")]
    [InlineData("clip.vision.patch_size", 6u, "'v.patch_embd.weight' has the shape")]
    [InlineData("clip.vision.projector.scale_factor", 0u, "'clip.vision.projector.scale_factor' is 0")]
    [InlineData("clip.vision.projector.scale_factor", 5u, "do not divide")]
    [InlineData("clip.vision.attention.head_count", 5u, "5 heads")]
    [InlineData("clip.vision.block_count", 3u, "'v.blk.2.")]
    [InlineData("clip.vision.block_count", 1u, "'v.blk.1.attn_k.bias' is not part of")]
    [InlineData("clip.vision.feed_forward_length", 96u, "but the metadata asks for")]
    [InlineData("clip.vision.projection_dim", 65u, "'mm.input_projection.weight' has the shape")]
    [InlineData("clip.vision.image_mean", "grey", "must be a list of F32 numbers")]
    [InlineData("clip.vision.image_std", new[] { 1f, 0f, 1f }, "above 0")]
    [InlineData("clip.vision.image_std", new[] { 1f }, "three numbers")]
    public void A_tower_that_would_be_computed_wrongly_is_refused_with_the_reason(
        string key, object value, string reason)
    {
        var path = tiny.Changed(tiny.TowerPath, key, value);
        var refusal = Assert.Throws<ModelFileException>(() => VisionTower.Open(path));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
