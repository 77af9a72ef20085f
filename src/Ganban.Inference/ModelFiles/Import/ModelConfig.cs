namespace Ganban.Inference.ModelFiles.Import;

/// <summary>config.json: the language model's part of it, where there is more than one.</summary>
internal sealed class ModelConfig
{
    private const int HeadSizeMax = 1 << 16;

    private ModelConfig(JsonFields fields, JsonFields root)
    {
        Fields = fields;
        ModelType = fields.FindString("model_type") ?? root.FindString("model_type")
            ?? throw root.Missing("model_type");
        ClassName = root.Items("architectures").Select(item => item.ToString()).FirstOrDefault() ?? "";
        Rope = fields.FindObject("rope_parameters") ?? fields.FindObject("rope_scaling");
        Rope = Rope?.FindObject("full_attention") ?? Rope;
    }

    /// <summary>All fields.</summary>
    public JsonFields Fields { get; }

    /// <summary>The family's name, such as `llama`.</summary>
    public string ModelType { get; }

    /// <summary>The class that was trained, such as `LlamaForCausalLM`; empty if it is not told.</summary>
    public string ClassName { get; }

    /// <summary>How positions are scaled, or null.</summary>
    public JsonFields? Rope { get; }

    /// <summary>The kind of that scaling: `linear`, `yarn`, `llama3`, `longrope`, or null.</summary>
    public string? RopeType => Rope?.FindString("rope_type", "type") is { } type
        ? type == "su" ? "longrope" : type == "default" ? null : type
        : null;

    public int Layers => Fields.GetInteger("num_hidden_layers", "n_layer");

    public int Width => Fields.GetInteger("hidden_size", "n_embd");

    public int Heads => Fields.GetInteger("num_attention_heads", "n_head") is > 0 and var heads
        ? heads
        : throw new ModelFileException("config.json has no attention heads.");

    public int KvHeads => Fields.FindInteger("num_key_value_heads") ?? Heads;

    public int HeadSize => (Fields.FindInteger("head_dim") ?? (Width / Heads)) is <= HeadSizeMax and var size
        ? size
        : throw new ModelFileException($"config.json has heads of more than {HeadSizeMax} numbers.");

    public int? Experts => Fields.FindInteger("num_local_experts", "num_experts");

    public bool IsClassifier => ClassName.Contains("SequenceClassification", StringComparison.Ordinal);

    /// <summary>Whether the output matrix is the embedding.</summary>
    public bool? TiesEmbeddings => Fields.FindBoolean("tie_word_embeddings");

    public static ModelConfig Read(string folder)
    {
        var root = JsonFields.Get(folder, "config.json");
        return new ModelConfig(root.FindObject("text_config") ?? root, root);
    }
}
