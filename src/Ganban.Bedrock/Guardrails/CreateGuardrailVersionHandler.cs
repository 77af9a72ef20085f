using System.Globalization;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Keeps a guardrail's draft, as it is now, as a version that never changes.</summary>
internal sealed class CreateGuardrailVersionHandler(StoredGuardrails guardrails, ResourceStore store)
    : IOperationHandler<CreateGuardrailVersionRequest, CreateGuardrailVersionResponse>
{
    // Amazon Bedrock's default quota per guardrail.
    private const int VersionsMax = 20;
    private const int AttemptsMax = 5;

    /// <inheritdoc/>
    public async Task<CreateGuardrailVersionResponse> Handle(
        CreateGuardrailVersionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        for (var attempt = 1; ; attempt++)
        {
            var draft = await guardrails.Find(
                tenant, request.GuardrailIdentifier, GuardrailDocument.Draft, cancellationToken)
                ?? throw GuardrailsErrors.NotFound(request.GuardrailIdentifier, version: null);
            try
            {
                return await Keep(request, draft, tenant, cancellationToken);
            }
            catch (RevisionConflictException) when (attempt < AttemptsMax)
            {
                // Another version was made, or the draft was changed meanwhile.
            }
            catch (RevisionConflictException exception)
            {
                throw GuardrailsErrors.Changed(draft.Id, exception);
            }
            catch (IdempotencyConflictException exception)
            {
                throw GuardrailsErrors.TokenReused(exception);
            }
        }
    }

    private async Task<CreateGuardrailVersionResponse> Keep(
        CreateGuardrailVersionRequest request,
        Stored<GuardrailDocument> draft,
        Tenant tenant,
        CancellationToken cancellationToken)
    {
        var versions = new ListQuery { Id = draft.Id };
        if (await store.HasAsync(tenant, GuardrailDocument.Kind, versions, VersionsMax + 1, cancellationToken))
        {
            throw GuardrailsErrors.TooMany("versions of the guardrail", VersionsMax);
        }

        var number = draft.Document.LastVersion + 1;
        var document = new NewDocument<GuardrailDocument>(
            draft.Id,
            draft.Document with { Description = request.Description ?? draft.Document.Description, LastVersion = 0 })
        {
            Name = draft.Name,
            Version = number.ToString(CultureInfo.InvariantCulture),
        };
        var counted = draft with { Document = draft.Document with { LastVersion = number } };
        var fingerprint = new GuardrailFingerprint(draft.Id, request.Description, Guardrail: null, Tags: null);
        var stored = await store.CreateAsync(
            tenant,
            GuardrailDocument.Kind,
            document,
            fingerprint.For(request.ClientRequestToken),
            [GuardrailDocument.Kind.Update(tenant, counted)],
            cancellationToken);
        return new CreateGuardrailVersionResponse { GuardrailId = stored.Id, Version = stored.Version };
    }
}
