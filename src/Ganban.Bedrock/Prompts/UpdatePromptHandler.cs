using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>Replaces a prompt's draft; what the request leaves out is gone.</summary>
internal sealed class UpdatePromptHandler(StoredPrompts prompts, ResourceStore store)
    : IOperationHandler<UpdatePromptRequest, UpdatePromptResponse>
{
    /// <inheritdoc/>
    public async Task<UpdatePromptResponse> Handle(
        UpdatePromptRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await prompts.Find(tenant, request.PromptIdentifier, PromptDocument.Draft, cancellationToken);
        if (draft is not { Version: PromptDocument.Draft })
        {
            throw PromptsErrors.NotFound(request.PromptIdentifier, version: null);
        }

        var document = PromptRules.Read(
            request.Description,
            request.CustomerEncryptionKeyArn,
            request.DefaultVariant,
            request.Variants,
            draft.Document.LastVersion);
        try
        {
            var changed = draft with { Name = request.Name, Document = document };
            var stored = await store.UpdateAsync(tenant, PromptDocument.Kind, changed, cancellationToken);
            return new UpdatePromptResponse
            {
                Name = stored.Name!,
                Description = stored.Document.Description,
                CustomerEncryptionKeyArn = stored.Document.CustomerEncryptionKeyArn,
                DefaultVariant = stored.Document.DefaultVariant,
                Variants = stored.Document.ReadVariants(),
                Id = stored.Id,
                Arn = StoredPrompts.Arn(tenant, stored.Id, stored.Version),
                Version = stored.Version,
                CreatedAt = stored.CreatedAt,
                UpdatedAt = stored.UpdatedAt,
            };
        }
        catch (ResourceExistsException exception)
        {
            throw PromptsErrors.NameTaken(request.Name, exception);
        }
        catch (RevisionConflictException exception)
        {
            throw PromptsErrors.Changed(draft.Id, exception);
        }
    }
}
