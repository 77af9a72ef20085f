using Ganban.Bedrock.FoundationModels;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>
/// Decides whether a tenant may use a model. An agreement covers a model and its variants; Anthropic's models want a
/// use-case form too.
/// </summary>
public sealed class ModelAccessPolicy(ResourceStore store, ModelAccessOptions options)
{
    /// <summary>Lets a permitted use pass.</summary>
    /// <exception cref="Contracts.BedrockRuntime.AccessDeniedException">There is no agreement.</exception>
    /// <exception cref="Contracts.BedrockRuntime.ResourceNotFoundException">The use-case form is missing.</exception>
    public async Task Require(Tenant tenant, CatalogModel model, CancellationToken cancellationToken)
    {
        if (!await HasAgreement(tenant, model, cancellationToken))
        {
            throw ModelAccessErrors.NoAccess();
        }

        if (!await HasForm(tenant, model, cancellationToken))
        {
            throw ModelAccessErrors.NoUseCase();
        }
    }

    /// <summary>Whether the tenant has an agreement for the model, or needs none.</summary>
    internal async Task<bool> HasAgreement(Tenant tenant, CatalogModel model, CancellationToken cancellationToken) =>
        options.GrantAll
        || await store.GetAsync(tenant, ModelAgreement.Kind, AgreementId(model), cancellationToken) is not null;

    /// <summary>Whether the tenant handed in the form that the model's provider wants, or needs none.</summary>
    internal async Task<bool> HasForm(Tenant tenant, CatalogModel model, CancellationToken cancellationToken) =>
        options.GrantAll
        || model.Provider != "Anthropic"
        || await store.GetAsync(tenant, UseCaseForm.Kind, UseCaseForm.Id, cancellationToken) is not null;

    /// <summary>The id under which the agreement for a model or its variant is stored.</summary>
    internal static string AgreementId(CatalogModel model) => model.VariantOf ?? model.Id;
}
