namespace Ganban.Bedrock.Engines;

/// <summary>An engine that models can be bound to.</summary>
/// <param name="Name">Its name in the configuration, for example <c>house</c>.</param>
/// <param name="About">What it is and where, for the log; no key.</param>
/// <param name="Text">Its engine for conversations; null if it has none.</param>
/// <param name="Embedding">Its engine for embeddings; null if it has none.</param>
public sealed record Engine(string Name, string About, TextEngine? Text, EmbeddingEngine? Embedding);
