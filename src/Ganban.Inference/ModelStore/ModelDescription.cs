using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.ModelStore;

/// <summary>What a model file says of itself.</summary>
public sealed record ModelDescription
{
    // The numbers of general.file_type: llama.cpp's llama_ftype.
    private static readonly Dictionary<long, string> FileTypes = new()
    {
        [0] = "F32", [1] = "F16", [2] = "Q4_0", [3] = "Q4_1", [7] = "Q8_0", [8] = "Q5_0", [9] = "Q5_1", [10] = "Q2_K",
        [11] = "Q3_K_S", [12] = "Q3_K_M", [13] = "Q3_K_L", [14] = "Q4_K_S", [15] = "Q4_K_M", [16] = "Q5_K_S",
        [17] = "Q5_K_M", [18] = "Q6_K", [21] = "Q2_K_S", [25] = "IQ4_NL", [32] = "BF16", [38] = "MXFP4",
    };

    /// <summary>general.architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>general.name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Number of weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>Bytes of the file or files.</summary>
    public required long Bytes { get; init; }

    /// <summary>The most tokens of prompt and completion together, or null.</summary>
    public long? ContextLength { get; init; }

    /// <summary>The mix's name, or the format that most bytes are in.</summary>
    public required string Quantization { get; init; }

    /// <summary>Tensors and bytes of each number format, the largest share first.</summary>
    public required IReadOnlyList<(string Type, int Tensors, long Bytes)> Types { get; init; }

    /// <summary>The tokenizer's kind and, behind a slash, its pre-tokenizer; null where there is none.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Number of tokens in the vocabulary.</summary>
    public int Vocabulary { get; init; }

    /// <summary>The chat template, or null.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Describes an open file.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="ModelFileException">Its metadata is incomplete or of the wrong kind.</exception>
    public static ModelDescription Of(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var metadata = file.Metadata;
        var architecture = metadata.GetString("general.architecture");
        var tensors = file.Tensors.Values;
        var types = tensors.GroupBy(tensor => tensor.Type)
            .Select(group => (group.Key.ToString(), group.Count(), group.Sum(tensor => tensor.Bytes)))
            .OrderByDescending(group => group.Item3)
            .ToArray();
        var named = metadata.FindInteger("general.file_type", 0, uint.MaxValue) is { } number
            ? FileTypes.GetValueOrDefault(number)
            : null;
        var (model, pre) =
            (metadata.FindString("tokenizer.ggml.model"), metadata.FindString("tokenizer.ggml.pre"));
        return new ModelDescription
        {
            Architecture = architecture,
            Name = metadata.FindString("general.name"),
            Parameters = tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)),
            Bytes = file.Length,
            ContextLength = metadata.FindInteger($"{architecture}.context_length", 0, long.MaxValue),
            Quantization = named ?? (types.Length > 0 ? types[0].Item1 : "none"),
            Types = types,
            Tokenizer = pre is null ? model : $"{model}/{pre}",
            Vocabulary = metadata.FindStrings("tokenizer.ggml.tokens")?.Count ?? 0,
            ChatTemplate = metadata.FindString("tokenizer.chat_template"),
        };
    }
}
