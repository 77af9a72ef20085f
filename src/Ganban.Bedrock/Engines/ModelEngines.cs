namespace Ganban.Bedrock.Engines;

/// <summary>
/// Which engine answers for the catalog's models: the one that Ganban carries, for all of them. It is opened when the
/// first request needs it, or earlier by whoever warms the server up.
/// </summary>
public sealed class ModelEngines(Lazy<TextEngine> text, Lazy<EmbeddingEngine> embedding)
{
    /// <summary>The response header that names the engine which answered.</summary>
    public const string Header = "x-ganban-engine";

    /// <summary>The engine for conversations.</summary>
    public TextEngine Text => text.Value;

    /// <summary>The engine for embeddings.</summary>
    public EmbeddingEngine Embedding => embedding.Value;
}
