using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>The imported models of all tenants, for whoever gets an identifier of one.</summary>
internal sealed class ImportedModels(ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => ImportedModel.ResourceType;

    /// <summary>The model's ARN.</summary>
    public static string Arn(Tenant tenant, string id) => FoundationModels.Arn
        .Bedrock(tenant.Region, tenant.Account, $"{ImportedModel.ResourceType}/{id}").ToString();

    /// <summary>The name of the model's file, which no other model has or had.</summary>
    public static string FileName(Tenant tenant, string id) => $"{tenant.Account}.{tenant.Region}.{id}.gguf";

    /// <summary>The tenant's model with this name or ARN.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<ImportedModel>> Get(
        Tenant tenant, string identifier, CancellationToken cancellationToken) =>
        await Find(tenant, identifier, cancellationToken) ?? throw ModelImportErrors.NoModel(identifier);

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), cancellationToken) is not null;

    /// <summary>The tenant's model with this name or ARN, or null.</summary>
    public Task<Stored<ImportedModel>?> Find(
        Tenant tenant, string identifier, CancellationToken cancellationToken) =>
        NamedSearch.Find(store, tenant, ImportedModel.Kind, ResourceType, identifier, cancellationToken);

    /// <summary>What invocations need to know of the tenant's model with this id; null if there is none.</summary>
    public async Task<CatalogModel?> FindModel(Tenant tenant, string id, CancellationToken cancellationToken) =>
        await store.GetAsync(tenant, ImportedModel.Kind, id, cancellationToken) is { } stored
            ? ToModel(tenant, stored)
            : null;

    private static CatalogModel ToModel(Tenant tenant, Stored<ImportedModel> stored) => new()
    {
        Id = $"{ImportedModel.ResourceType}/{stored.Id}",
        Name = stored.Name!,
        Provider = "Imported",
        InputModalities = [ModelModality.Text],
        OutputModalities = [ModelModality.Text],
        Streaming = true,
        InferenceTypes = [FoundationModels.InferenceType.OnDemand],
        NativeFormat = stored.Document.Architecture switch
        {
            "LLAMA" => "meta-llama",
            "MISTRAL" or "MISTRAL3" or "MIXTRAL" => "mistral-text",
            _ => "openai-chat",
        },
        ContextTokens = stored.Document.ContextTokens,
        Capabilities = stored.Document.KnowsTools ? [ModelCapability.ToolUse] : [],
        ImportedFile = FileName(tenant, stored.Id),
    };
}
