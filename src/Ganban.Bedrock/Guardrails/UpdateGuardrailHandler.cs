using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Replaces a guardrail's draft; what the request leaves out is gone. Versions stay as they are.</summary>
internal sealed class UpdateGuardrailHandler(StoredGuardrails guardrails, ResourceStore store)
    : IOperationHandler<UpdateGuardrailRequest, UpdateGuardrailResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateGuardrailResponse> Handle(
        UpdateGuardrailRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await guardrails.Find(
            tenant, request.GuardrailIdentifier, GuardrailDocument.Draft, cancellationToken)
            ?? throw GuardrailsErrors.NotFound(request.GuardrailIdentifier, version: null);
        var document = GuardrailRules.Read(new CreateGuardrailRequest
        {
            Name = request.Name,
            Description = request.Description,
            TopicPolicyConfig = request.TopicPolicyConfig,
            ContentPolicyConfig = request.ContentPolicyConfig,
            WordPolicyConfig = request.WordPolicyConfig,
            SensitiveInformationPolicyConfig = request.SensitiveInformationPolicyConfig,
            ContextualGroundingPolicyConfig = request.ContextualGroundingPolicyConfig,
            AutomatedReasoningPolicyConfig = request.AutomatedReasoningPolicyConfig,
            CrossRegionConfig = request.CrossRegionConfig,
            BlockedInputMessaging = request.BlockedInputMessaging,
            BlockedOutputsMessaging = request.BlockedOutputsMessaging,
            KmsKeyId = request.KmsKeyId,
        });
        try
        {
            var changed = draft with
            {
                Name = request.Name,
                Document = document with { LastVersion = draft.Document.LastVersion },
            };
            var stored = await store.UpdateAsync(tenant, GuardrailDocument.Kind, changed, cancellationToken);
            return new UpdateGuardrailResponse
            {
                GuardrailId = stored.Id,
                GuardrailArn = StoredGuardrails.Arn(tenant, stored.Id),
                Version = stored.Version,
                UpdatedAt = stored.UpdatedAt,
            };
        }
        catch (ResourceExistsException exception)
        {
            throw GuardrailsErrors.NameTaken(request.Name, exception);
        }
        catch (RevisionConflictException exception)
        {
            throw GuardrailsErrors.Changed(draft.Id, exception);
        }
    }
}
