namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>How texts become vectors.</summary>
/// <param name="ModelArn">The model, in any form that modelId takes.</param>
/// <param name="Dimensions">The length of the vectors; null for the model's own.</param>
/// <param name="IsBinary">Whether only signs count: every value becomes 1 or -1.</param>
internal sealed record EmbeddingUse(string ModelArn, int? Dimensions, bool IsBinary);
