using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>Shows a prompt's draft or one of its versions.</summary>
internal sealed class GetPromptHandler(StoredPrompts prompts) : IOperationHandler<GetPromptRequest, GetPromptResponse>
{
    /// <inheritdoc/>
    public async Task<GetPromptResponse> Handle(
        GetPromptRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await prompts.Find(tenant, request.PromptIdentifier, request.PromptVersion, cancellationToken)
            ?? throw PromptsErrors.NotFound(request.PromptIdentifier, request.PromptVersion);
        return new GetPromptResponse
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
