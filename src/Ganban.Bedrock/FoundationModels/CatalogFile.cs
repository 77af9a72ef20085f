namespace Ganban.Bedrock.FoundationModels;

/// <summary>A file of the catalog: one provider's models.</summary>
internal sealed record CatalogFile(string Provider, IReadOnlyList<CatalogModel> Models);
