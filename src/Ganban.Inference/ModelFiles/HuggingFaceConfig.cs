using System.Text.Json;

namespace Ganban.Inference.ModelFiles;

/// <summary>What a converter needs of a llama model's config.json.</summary>
internal sealed record HuggingFaceConfig
{
    public required int VocabularySize { get; init; }

    public required int ContextLength { get; init; }

    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KvHeads { get; init; }

    public required int FeedForwardWidth { get; init; }

    public required double RmsEpsilon { get; init; }

    public required double RopeTheta { get; init; }

    public required bool TiesEmbeddings { get; init; }

    public required int BosToken { get; init; }

    public required int EosToken { get; init; }

    public static HuggingFaceConfig Parse(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty("model_type", out var type)
            || type.ValueKind is not JsonValueKind.String || !type.ValueEquals("llama"))
        {
            throw new ModelFileException("config.json does not describe a model of the type llama.");
        }

        var config = new HuggingFaceConfig
        {
            VocabularySize = Integer(json, "vocab_size"),
            ContextLength = Integer(json, "max_position_embeddings"),
            Width = Integer(json, "hidden_size"),
            Layers = Integer(json, "num_hidden_layers"),
            Heads = Integer(json, "num_attention_heads"),
            KvHeads = Integer(json, "num_key_value_heads"),
            FeedForwardWidth = Integer(json, "intermediate_size"),
            RmsEpsilon = Number(json, "rms_norm_eps"),
            RopeTheta = Number(json, "rope_theta"),
            TiesEmbeddings =
                json.TryGetProperty("tie_word_embeddings", out var ties) && ties.ValueKind is JsonValueKind.True,
            BosToken = Integer(json, "bos_token_id"),
            EosToken = Integer(json, "eos_token_id"),
        };
        return config.Heads > 0 && config.Width % (2 * config.Heads) == 0 && config.KvHeads > 0
            ? config
            : throw new ModelFileException(
                $"config.json's width {config.Width} does not divide into {config.Heads} heads of an even size.");
    }

    /// <summary>Writes the sizes as GGUF's llama.* keys.</summary>
    public void AddTo(GgufWriter writer)
    {
        writer.AddMetadata("llama.vocab_size", (uint)VocabularySize);
        writer.AddMetadata("llama.context_length", (uint)ContextLength);
        writer.AddMetadata("llama.embedding_length", (uint)Width);
        writer.AddMetadata("llama.block_count", (uint)Layers);
        writer.AddMetadata("llama.feed_forward_length", (uint)FeedForwardWidth);
        writer.AddMetadata("llama.attention.head_count", (uint)Heads);
        writer.AddMetadata("llama.attention.head_count_kv", (uint)KvHeads);
        writer.AddMetadata("llama.attention.layer_norm_rms_epsilon", (float)RmsEpsilon);
        writer.AddMetadata("llama.rope.freq_base", (float)RopeTheta);
        writer.AddMetadata("llama.rope.dimension_count", (uint)(Width / Heads));
    }

    private static int Integer(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.Number
        && value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw new ModelFileException($"config.json has no whole number '{key}'.");

    private static double Number(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.Number
            ? value.GetDouble()
            : throw new ModelFileException($"config.json has no number '{key}'.");
}
