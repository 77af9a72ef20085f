using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Makes a guardrail; what it makes is the draft.</summary>
internal sealed class CreateGuardrailHandler(ResourceStore store)
    : IOperationHandler<CreateGuardrailRequest, CreateGuardrailResponse>
{
    // Amazon Bedrock's default quota per account and region.
    private const int GuardrailsMax = 100;

    /// <inheritdoc/>
    public async Task<CreateGuardrailResponse> Handle(
        CreateGuardrailRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var guardrail = GuardrailRules.Read(request);
        var tags = TagRules.Read(request.Tags ?? [], resourceName: request.Name);
        await CheckQuota(tenant, cancellationToken);
        var id = ResourceId.New();
        var document = new NewDocument<GuardrailDocument>(id, guardrail)
        {
            Name = request.Name,
            Version = GuardrailDocument.Draft,
            Tags = new TagSet(StoredGuardrails.Arn(tenant, id), tags),
        };
        var fingerprint = new GuardrailFingerprint(request.Name, request.Description, guardrail, tags);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                GuardrailDocument.Kind,
                document,
                fingerprint.For(request.ClientRequestToken),
                together: [],
                cancellationToken);
            return new CreateGuardrailResponse
            {
                GuardrailId = stored.Id,
                GuardrailArn = StoredGuardrails.Arn(tenant, stored.Id),
                Version = stored.Version,
                CreatedAt = stored.CreatedAt,
            };
        }
        catch (ResourceExistsException exception)
        {
            throw GuardrailsErrors.NameTaken(request.Name, exception);
        }
        catch (IdempotencyConflictException exception)
        {
            throw GuardrailsErrors.TokenReused(exception);
        }
    }

    private async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var drafts = new ListQuery { Version = GuardrailDocument.Draft };
        if (await store.HasAsync(tenant, GuardrailDocument.Kind, drafts, GuardrailsMax, cancellationToken))
        {
            throw GuardrailsErrors.TooMany("guardrails in this account and region", GuardrailsMax);
        }
    }
}
