using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>Makes a prompt; what it makes is the draft.</summary>
internal sealed class CreatePromptHandler(ResourceStore store)
    : IOperationHandler<CreatePromptRequest, CreatePromptResponse>
{
    // Amazon Bedrock's default quota per account and region.
    private const int PromptsMax = 500;

    /// <inheritdoc/>
    public async Task<CreatePromptResponse> Handle(
        CreatePromptRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var prompt = PromptRules.Read(
            request.Description,
            request.CustomerEncryptionKeyArn,
            request.DefaultVariant,
            request.Variants,
            lastVersion: 0);
        var tags = PromptRules.Tags(request.Tags);
        await CheckQuota(tenant, cancellationToken);
        var id = AgentId.New();
        var document = new NewDocument<PromptDocument>(id, prompt)
        {
            Name = request.Name,
            Version = PromptDocument.Draft,
            Tags = new TagSet(StoredPrompts.Arn(tenant, id, PromptDocument.Draft), tags),
        };
        var fingerprint = new PromptFingerprint(request.Name, request.Description, prompt, tags);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                PromptDocument.Kind,
                document,
                fingerprint.For(request.ClientToken),
                together: [],
                cancellationToken);
            return new CreatePromptResponse
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
        catch (IdempotencyConflictException exception)
        {
            throw PromptsErrors.TokenReused(exception);
        }
    }

    private async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var drafts = new ListQuery { Version = PromptDocument.Draft };
        if (await store.HasAsync(tenant, PromptDocument.Kind, drafts, PromptsMax, cancellationToken))
        {
            throw PromptsErrors.TooMany("prompts in this account and region", PromptsMax);
        }
    }
}
