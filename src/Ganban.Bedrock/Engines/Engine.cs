using Ganban.Bedrock.PassThrough;

namespace Ganban.Bedrock.Engines;

/// <summary>An engine that models can be bound to.</summary>
/// <param name="Name">Its name in the configuration, for example <c>house</c>.</param>
/// <param name="About">What it is and where, for the log; no key.</param>
/// <param name="Text">Its engine for conversations; null if it has none.</param>
/// <param name="Embedding">Its engine for embeddings; null if it has none.</param>
public sealed record Engine(string Name, string About, TextEngine? Text, EmbeddingEngine? Embedding)
{
    /// <summary>Its engine for images; null if it has none.</summary>
    public ImageEngine? Image { get; init; }

    /// <summary>Amazon Bedrock, or what speaks its protocol, if that is what it is.</summary>
    public IUpstream? Upstream { get; init; }

    /// <summary>Whether it answers just now, as far as somebody watches it.</summary>
    public EngineHealth Health { get; init; } = new();
}
