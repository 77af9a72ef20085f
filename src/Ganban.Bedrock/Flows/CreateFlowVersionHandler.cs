using System.Globalization;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Keeps a flow's prepared draft, as it is now, as a version that never changes.</summary>
internal sealed class CreateFlowVersionHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<CreateFlowVersionRequest, CreateFlowVersionResponse>
{
    private const int AttemptsMax = 5;

    /// <inheritdoc/>
    public async Task<CreateFlowVersionResponse> Handle(
        CreateFlowVersionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        for (var attempt = 1; ; attempt++)
        {
            var draft = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
            try
            {
                return await Keep(request, draft, tenant, cancellationToken);
            }
            catch (RevisionConflictException) when (attempt < AttemptsMax)
            {
                // Another version was made, or the draft was changed meanwhile.
            }
            catch (RevisionConflictException e)
            {
                throw FlowsErrors.Changed($"The flow {draft.Id}", e);
            }
            catch (IdempotencyConflictException e)
            {
                throw FlowsErrors.TokenReused(e);
            }
        }
    }

    private async Task<CreateFlowVersionResponse> Keep(
        CreateFlowVersionRequest request,
        Stored<FlowDocument> draft,
        Tenant tenant,
        CancellationToken cancellationToken)
    {
        if (draft.Document.Status != FlowStatus.Prepared)
        {
            throw FlowsErrors.NotPrepared(draft.Id, draft.Document.Status);
        }

        var versions = new ListQuery { Id = draft.Id };
        if (await store.HasAsync(tenant, FlowDocument.Kind, versions, FlowRules.VersionsMax + 1, cancellationToken))
        {
            throw FlowsErrors.TooMany("versions of the flow", FlowRules.VersionsMax);
        }

        var number = draft.Document.LastVersion + 1;
        var kept = draft.Document with { Description = request.Description, LastVersion = 0 };
        var document = new NewDocument<FlowDocument>(draft.Id, kept)
        {
            Name = draft.Name,
            Version = number.ToString(CultureInfo.InvariantCulture),
        };
        var counted = draft with { Document = draft.Document with { LastVersion = number } };
        var stored = await store.CreateAsync(
            tenant,
            FlowDocument.Kind,
            document,
            new FlowFingerprint(draft.Id, request.Description).For(request.ClientToken),
            [FlowDocument.Kind.Update(tenant, counted)],
            cancellationToken);
        return new CreateFlowVersionResponse
        {
            Name = stored.Name!,
            Description = stored.Document.Description,
            ExecutionRoleArn = stored.Document.ExecutionRoleArn,
            CustomerEncryptionKeyArn = stored.Document.CustomerEncryptionKeyArn,
            Definition = stored.Document.ReadDefinition(),
            Id = stored.Id,
            Arn = StoredFlows.Arn(tenant, stored.Id),
            Status = stored.Document.Status,
            Version = stored.Version,
            CreatedAt = stored.CreatedAt,
        };
    }
}
