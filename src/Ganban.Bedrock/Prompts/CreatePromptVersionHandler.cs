using System.Globalization;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>Keeps a prompt's draft, as it is now, as a version that never changes.</summary>
internal sealed class CreatePromptVersionHandler(StoredPrompts prompts, ResourceStore store)
    : IOperationHandler<CreatePromptVersionRequest, CreatePromptVersionResponse>
{
    // Amazon Bedrock's default quota per prompt.
    private const int VersionsMax = 10;
    private const int AttemptsMax = 5;

    /// <inheritdoc/>
    public async Task<CreatePromptVersionResponse> Handle(
        CreatePromptVersionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var tags = PromptRules.Tags(request.Tags);
        for (var attempt = 1; ; attempt++)
        {
            var draft = await prompts.Find(
                tenant, request.PromptIdentifier, PromptDocument.Draft, cancellationToken);
            if (draft is not { Version: PromptDocument.Draft })
            {
                throw PromptsErrors.NotFound(request.PromptIdentifier, version: null);
            }

            try
            {
                return await Keep(request, draft, tags, tenant, cancellationToken);
            }
            catch (RevisionConflictException) when (attempt < AttemptsMax)
            {
                // Another version was made, or the draft was changed meanwhile.
            }
            catch (RevisionConflictException exception)
            {
                throw PromptsErrors.Changed(draft.Id, exception);
            }
            catch (IdempotencyConflictException exception)
            {
                throw PromptsErrors.TokenReused(exception);
            }
        }
    }

    private async Task<CreatePromptVersionResponse> Keep(
        CreatePromptVersionRequest request,
        Stored<PromptDocument> draft,
        IReadOnlyDictionary<string, string> tags,
        Tenant tenant,
        CancellationToken cancellationToken)
    {
        var versions = new ListQuery { Id = draft.Id };
        if (await store.HasAsync(tenant, PromptDocument.Kind, versions, VersionsMax + 1, cancellationToken))
        {
            throw PromptsErrors.TooMany("versions of the prompt", VersionsMax);
        }

        var number = draft.Document.LastVersion + 1;
        var version = number.ToString(CultureInfo.InvariantCulture);
        var document = new NewDocument<PromptDocument>(
            draft.Id, draft.Document with { Description = request.Description, LastVersion = 0 })
        {
            Name = draft.Name,
            Version = version,
            Tags = new TagSet(StoredPrompts.Arn(tenant, draft.Id, version), tags),
        };
        var counted = draft with { Document = draft.Document with { LastVersion = number } };
        var fingerprint = new PromptFingerprint(draft.Id, request.Description, Prompt: null, tags);
        var stored = await store.CreateAsync(
            tenant,
            PromptDocument.Kind,
            document,
            fingerprint.For(request.ClientToken),
            [PromptDocument.Kind.Update(tenant, counted)],
            cancellationToken);
        return new CreatePromptVersionResponse
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
}
