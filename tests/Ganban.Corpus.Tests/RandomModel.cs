using System.Runtime.InteropServices;
using Ganban.Corpus.Format;
using Ganban.Corpus.Tokenizers;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Corpus.Tests;

/// <summary>A model file with the corpus's tokenizer and chat template and weights that mean nothing.</summary>
internal sealed class RandomModel : IDisposable
{
    private const int Width = 64;
    private const int FeedForward = 64;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");
    private readonly Random _random = new(1);

    public RandomModel(TrainedTokenizer tokenizer)
    {
        var writer = new GgufWriter();
        writer.AddMetadata("general.architecture", "llama");
        writer.AddMetadata("general.name", "random");
        foreach (var (key, value) in Shape())
        {
            writer.AddMetadata($"llama.{key}", value);
        }

        foreach (var (key, value) in tokenizer.Metadata)
        {
            writer.AddMetadata(key, value);
        }

        writer.AddMetadata("tokenizer.chat_template", ChatFormat.Template);
        Add(writer, "token_embd", Width, tokenizer.Tokens.Count);
        Add(writer, "output_norm", Width);
        Add(writer, "blk.0.attn_norm", Width);
        Add(writer, "blk.0.ffn_norm", Width);
        foreach (var matrix in new[] { "attn_q", "attn_k", "attn_v", "attn_output" })
        {
            Add(writer, $"blk.0.{matrix}", Width, Width);
        }

        Add(writer, "blk.0.ffn_gate", Width, FeedForward);
        Add(writer, "blk.0.ffn_up", Width, FeedForward);
        Add(writer, "blk.0.ffn_down", FeedForward, Width);
        writer.Write(_path);
        Model = LanguageModel.Open(_path, new LanguageModelOptions { Threads = 1 });
    }

    public LanguageModel Model { get; }

    public void Dispose()
    {
        Model.Dispose();
        File.Delete(_path);
    }

    private static IEnumerable<(string Key, object Value)> Shape() =>
    [
        ("context_length", 2048u), ("embedding_length", (uint)Width), ("block_count", 1u),
        ("feed_forward_length", (uint)FeedForward), ("attention.head_count", 2u), ("attention.head_count_kv", 2u),
        ("attention.layer_norm_rms_epsilon", 1e-5f), ("rope.dimension_count", 32u), ("rope.freq_base", 10000f),
    ];

    private void Add(GgufWriter writer, string name, params long[] shape)
    {
        var numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        foreach (ref var number in numbers.AsSpan())
        {
            number = shape.Length == 1 ? 1 : (_random.NextSingle() - 0.5f) / 2;
        }

        writer.AddTensor($"{name}.weight", TensorType.F32, shape, () => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
    }
}
