using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>Lists the catalog, variants included. All filters must match.</summary>
internal sealed class ListFoundationModelsHandler(ModelCatalog catalog)
    : IOperationHandler<ListFoundationModelsRequest, ListFoundationModelsResponse>
{
    /// <inheritdoc/>
    public Task<ListFoundationModelsResponse> Handle(
        ListFoundationModelsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var summaries = catalog.Models
            .Where(model => IsBy(model, request.ByProvider))
            .Where(model => Has(model.Customizations, request.ByCustomizationType))
            .Where(model => Has(model.OutputModalities, request.ByOutputModality))
            .Where(model => Has(FoundationModelMapping.InferenceTypes(model), request.ByInferenceType))
            .Select(model => FoundationModelMapping.ToSummary(model, context.Region));
        return Task.FromResult(new ListFoundationModelsResponse { ModelSummaries = [.. summaries] });
    }

    // "Mistral AI", "mistral ai", "Mistral" and the id's prefix "mistral" all name the same provider.
    private static bool IsBy(CatalogModel model, string? provider) =>
        provider is null
        || model.Provider.StartsWith(provider, StringComparison.OrdinalIgnoreCase)
        || model.Id.StartsWith(provider + ".", StringComparison.OrdinalIgnoreCase);

    private static bool Has(IReadOnlyList<string> values, string? wanted) => wanted is null || values.Contains(wanted);
}
