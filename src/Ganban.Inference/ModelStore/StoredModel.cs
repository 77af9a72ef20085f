using System.Text.Json.Serialization;

namespace Ganban.Inference.ModelStore;

/// <summary>What the store knows of a model: its manifest.</summary>
public sealed record StoredModel
{
    /// <summary>What it is called in the store.</summary>
    public required string Name { get; init; }

    /// <summary>Where it came from: an address, or a path of this machine.</summary>
    public required string Source { get; init; }

    /// <summary>The commit that a hub named for what was fetched, or null.</summary>
    public string? Revision { get; init; }

    /// <summary>The architecture in the file's metadata, such as `llama`.</summary>
    public required string Architecture { get; init; }

    /// <summary>Number of weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>The most tokens of prompt and completion together; null where the file names none.</summary>
    public long? ContextLength { get; init; }

    /// <summary>The mix of number formats, such as `Q4_K_M`.</summary>
    public required string Quantization { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset Stored { get; init; }

    /// <summary>The GGUF files, the first of a split model first.</summary>
    public required IReadOnlyList<StoredModelFile> Files { get; init; }

    /// <summary>Bytes of all files.</summary>
    [JsonIgnore]
    public long Bytes => Files.Sum(file => file.Bytes);
}
