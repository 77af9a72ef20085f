namespace Ganban.Inference.ModelFiles.Import;

/// <summary>How models of a family become GGUF: what differs between them.</summary>
/// <param name="Architecture">GGUF's name of the architecture.</param>
/// <param name="Tensors">The tensors' names.</param>
internal sealed record ImportFamily(string Architecture, IReadOnlyDictionary<string, string> Tensors)
{
    private static readonly ImportFamily Llama = new("llama", TensorTable.Decoder) { PairsNeighbours = true };
    private static readonly ImportFamily Bert = new("bert", TensorTable.Encoder) { IsEncoder = true };

    // By config.json's model_type.
    private static readonly Dictionary<string, ImportFamily> Families = new()
    {
        ["llama"] = Llama,
        ["mistral"] = Llama,
        ["mixtral"] = Llama,
        ["smollm3"] = Llama with { Architecture = "smollm3" },
        ["granite"] = Llama with { Architecture = "granite" },
        ["qwen2"] = new("qwen2", TensorTable.Decoder),
        ["qwen2_moe"] = new("qwen2moe", TensorTable.Decoder),
        ["qwen3"] = new("qwen3", TensorTable.Decoder),
        ["qwen3_moe"] = new("qwen3moe", TensorTable.Decoder),
        ["phi3"] = new("phi3", TensorTable.Decoder),
        ["gemma2"] = new("gemma2", TensorTable.Gemma) { NormPlus = 1, TiesEmbeddings = true },
        ["gemma3"] = new("gemma3", TensorTable.Gemma) { NormPlus = 1, TiesEmbeddings = true },
        ["gemma3_text"] = new("gemma3", TensorTable.Gemma) { NormPlus = 1, TiesEmbeddings = true },
        ["bert"] = Bert,
        ["camembert"] = Bert with { PositionsFollowPadding = true },
        ["roberta"] = Bert with { PositionsFollowPadding = true },
        ["xlm-roberta"] = Bert with { PositionsFollowPadding = true },
        ["nomic_bert"] = new("nomic-bert", TensorTable.Encoder) { IsEncoder = true },
    };

    /// <summary>Whether GGUF turns neighbouring numbers of a head, where the source turns its halves.</summary>
    public bool PairsNeighbours { get; init; }

    /// <summary>What the source leaves out of the norms' weights.</summary>
    public float NormPlus { get; init; }

    /// <summary>Whether the output matrix is the embedding where config.json does not say.</summary>
    public bool TiesEmbeddings { get; init; }

    /// <summary>Whether it looks at both sides and makes no text.</summary>
    public bool IsEncoder { get; init; }

    /// <summary>Whether the first positions' rows belong to padding, up to and with the padding token's id.</summary>
    public bool PositionsFollowPadding { get; init; }

    public static ImportFamily Of(ModelConfig config) => Families.TryGetValue(config.ModelType, out var family)
        ? family
        : throw new ModelFileException($"config.json describes a model of the type {config.ModelType}; supported are "
            + $"{string.Join(", ", Families.Keys.Order(StringComparer.Ordinal))}.");
}
