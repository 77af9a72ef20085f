using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Models;

public sealed class UnsupportedModelTests(TinyLlama tiny) : IClassFixture<TinyLlama>
{
    [Theory]
    [InlineData("general.architecture", "gpt9", "'gpt9'")]
    [InlineData("tokenizer.ggml.model", "unigram-x", "'unigram-x'")]
    [InlineData("llama.expert_count", 8u, "'llama.expert_used_count'")]
    [InlineData("llama.expert_count", 2000u, "'llama.expert_count' is 2000")]
    [InlineData("llama.attention.key_length", 64u, "'llama.attention.value_length' must be")]
    [InlineData("llama.vocab_size", 400u, "'llama.vocab_size' is 400")]
    [InlineData("llama.rope.dimension_count", 7u, "'llama.rope.dimension_count'")]
    [InlineData("llama.rope.scaling.factor", -1f, "'llama.rope.scaling.factor' is -1")]
    [InlineData("llama.attention.head_count", 3u, "3 heads")]
    [InlineData("llama.block_count", 3u, "'blk.2.")]
    [InlineData("llama.block_count", 1u, "'blk.1.attn_k.weight'")]
    [InlineData("llama.feed_forward_length", 96u, "[64 × 128]")]
    [InlineData("llama.context_length", "long", "must be a whole number")]
    [InlineData("llama.rope.scaling.type", "spiral", "'spiral'")]
    [InlineData("tokenizer.ggml.eos_token_id", 300u, "must be 0 to 299")]
    public void A_model_that_would_be_computed_wrongly_is_refused_with_the_reason(
        string key, object value, string reason)
    {
        var path = Path.Combine(Path.GetDirectoryName(tiny.PathOf(TensorType.F32))!, $"{key}-{value}.gguf");
        using (var file = GgufFile.Open(tiny.PathOf(TensorType.F32)))
        {
            var writer = new GgufWriter();
            foreach (var (name, old) in file.Metadata.Values.Where(entry => entry.Key != key))
            {
                writer.AddMetadata(name, old);
            }

            writer.AddMetadata(key, value);
            foreach (var tensor in file.Tensors.Values)
            {
                writer.AddTensor(
                    tensor.Name, tensor.Type, tensor.Shape, () => file.Read(tensor, 0, (int)tensor.Bytes).ToArray());
            }

            writer.Write(path);
        }

        var exception = Assert.Throws<ModelFileException>(() => LanguageModel.Open(path));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
