using System.Runtime.InteropServices;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.Inference.Tests.Constraints;

namespace Ganban.Inference.Tests.Chat;

/// <summary>
/// A model with one layer of seeded random weights and a chat template: it says anything, but it says it.
/// </summary>
internal sealed class TinyChatModel : IDisposable
{
    private const int Width = 32;
    private const int FeedForward = 64;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");
    private readonly LanguageModel _model;
    private readonly TextGenerator _generator;

    public TinyChatModel(
        string template, int contextLength = 1024, Action<Dictionary<string, object>>? change = null)
    {
        Writer(template, contextLength, change).Write(_path);
        _model = LanguageModel.Open(_path, new LanguageModelOptions { Threads = 1 });
        _generator = new TextGenerator(_model, new TextGeneratorOptions());
        Client = new LocalChatClient(_generator);
    }

    public LocalChatClient Client { get; }

    public Ganban.Inference.Tokenizers.Tokenizer Tokenizer => _model.Tokenizer;

    public void Dispose()
    {
        Client.Dispose();
        _generator.Dispose();
        _model.Dispose();
        File.Delete(_path);
    }

    private static GgufWriter Writer(
        string template, int contextLength, Action<Dictionary<string, object>>? change)
    {
        var writer = new GgufWriter();
        var metadata = TestVocabulary.Metadata();
        var vocabulary = ((string[])metadata["tokenizer.ggml.tokens"]).Length;
        metadata["general.architecture"] = "llama";
        metadata["general.name"] = "tiny-chat";
        metadata["tokenizer.chat_template"] = template;
        metadata["llama.context_length"] = contextLength;
        metadata["llama.embedding_length"] = Width;
        metadata["llama.block_count"] = 1;
        metadata["llama.feed_forward_length"] = FeedForward;
        metadata["llama.attention.head_count"] = 2;
        metadata["llama.attention.head_count_kv"] = 1;
        metadata["llama.attention.layer_norm_rms_epsilon"] = 1e-5f;
        change?.Invoke(metadata);
        foreach (var (key, value) in metadata)
        {
            writer.AddMetadata(key, value);
        }

        var random = new Random(7);
        void Add(string name, float scale, params long[] shape) =>
            writer.AddTensor(name, TensorType.F32, shape, Weights(random, scale, shape));
        Add("token_embd.weight", 0.5f, Width, vocabulary);
        Add("output_norm.weight", 0.2f, Width);
        Add("blk.0.attn_norm.weight", 0.2f, Width);
        Add("blk.0.attn_q.weight", 0.2f, Width, Width);
        Add("blk.0.attn_k.weight", 0.2f, Width, Width / 2);
        Add("blk.0.attn_v.weight", 0.2f, Width, Width / 2);
        Add("blk.0.attn_output.weight", 0.2f, Width, Width);
        Add("blk.0.ffn_norm.weight", 0.2f, Width);
        Add("blk.0.ffn_gate.weight", 0.2f, Width, FeedForward);
        Add("blk.0.ffn_up.weight", 0.2f, Width, FeedForward);
        Add("blk.0.ffn_down.weight", 0.2f, FeedForward, Width);
        return writer;
    }

    private static Func<byte[]> Weights(Random random, float scale, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ((float)random.NextDouble() - 0.5f) * 2 * scale + (shape.Length == 1 ? 1 : 0);
        }

        return () => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
