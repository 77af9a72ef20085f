using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Models;

public sealed class UnsupportedModelTests(TinyLlama tiny) : IClassFixture<TinyLlama>
{
    [Theory]
    [InlineData("general.architecture", "gpt9", "'gpt9'")]
    [InlineData("tokenizer.ggml.model", "unigram-x", "'unigram-x'")]
    [InlineData("llama.expert_count", 8u, "'llama.expert_count' is 8")]
    [InlineData("llama.attention.head_count", 3u, "3 heads")]
    [InlineData("llama.block_count", 3u, "'blk.2.attn_norm.weight'")]
    [InlineData("llama.block_count", 1u, "'blk.1.attn_k.weight'")]
    [InlineData("llama.feed_forward_length", 96u, "[64 × 128]")]
    [InlineData("llama.context_length", "long", "must be a whole number")]
    [InlineData("llama.rope.scaling.type", "yarn", "'yarn'")]
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
