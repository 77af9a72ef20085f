using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Lists the drafts of all guardrails, or with an identifier that guardrail's draft and versions.</summary>
internal sealed class ListGuardrailsHandler(StoredGuardrails guardrails, ResourceStore store)
    : IOperationHandler<ListGuardrailsRequest, ListGuardrailsResponse>
{
    /// <inheritdoc/>
    public async Task<ListGuardrailsResponse> Handle(
        ListGuardrailsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            Version = request.GuardrailIdentifier is null ? GuardrailDocument.Draft : null,
            Id = request.GuardrailIdentifier is { } identifier
                ? await IdOf(tenant, identifier, cancellationToken)
                : null,
            PageSize = request.MaxResults ?? 100,
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, GuardrailDocument.Kind, query, cancellationToken);
            return new ListGuardrailsResponse
            {
                Guardrails = [.. page.Items.Select(guardrail => Summary(guardrail, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException exception)
        {
            throw GuardrailsErrors.BadToken(exception);
        }
    }

    private async Task<string> IdOf(Tenant tenant, string identifier, CancellationToken cancellationToken)
    {
        var stored = await guardrails.Find(tenant, identifier, GuardrailDocument.Draft, cancellationToken);
        return stored?.Id ?? throw GuardrailsErrors.NotFound(identifier, version: null);
    }

    private static GuardrailSummary Summary(Stored<GuardrailDocument> guardrail, Tenant tenant) => new()
    {
        Id = guardrail.Id,
        Arn = StoredGuardrails.Arn(tenant, guardrail.Id),
        Status = GuardrailStatus.Ready,
        Name = guardrail.Name!,
        Description = guardrail.Document.Description,
        Version = guardrail.Version,
        CreatedAt = guardrail.CreatedAt,
        UpdatedAt = guardrail.UpdatedAt,
        CrossRegionDetails = GuardrailProfiles.Details(tenant, guardrail.Document.CrossRegionProfile),
    };
}
