namespace Ganban.Inference.ModelFiles;

/// <summary>What a mix must know of a model.</summary>
/// <param name="Architecture">general.architecture.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Experts">Number of experts; 0 without any.</param>
/// <param name="TiesEmbeddings">Whether the embedding is the output matrix too.</param>
internal sealed record MixedModel(string Architecture, int Layers, int Experts, bool TiesEmbeddings);
