using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Deletes a version of a guardrail, or without a version the guardrail with all of them.</summary>
internal sealed class DeleteGuardrailHandler(StoredGuardrails guardrails, ResourceStore store)
    : IOperationHandler<DeleteGuardrailRequest, DeleteGuardrailResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteGuardrailResponse> Handle(
        DeleteGuardrailRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await guardrails.Find(
            tenant, request.GuardrailIdentifier, request.GuardrailVersion, cancellationToken)
            ?? throw GuardrailsErrors.NotFound(request.GuardrailIdentifier, request.GuardrailVersion);
        var query = new ListQuery { Id = stored.Id, Version = request.GuardrailVersion };
        var writes = await store.ListAllAsync(tenant, GuardrailDocument.Kind, query, cancellationToken)
            .Select(guardrail => GuardrailDocument.Kind.Delete(tenant, guardrail.Id, guardrail.Version))
            .ToListAsync(cancellationToken);
        if (request.GuardrailVersion is null)
        {
            writes.Add(Write.UntagAll(tenant, StoredGuardrails.Arn(tenant, stored.Id)));
        }

        await store.CommitAsync(writes, cancellationToken);
        return new DeleteGuardrailResponse();
    }
}
