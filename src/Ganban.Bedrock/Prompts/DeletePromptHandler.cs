using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>Deletes a version of a prompt, or without a version the prompt with all of them.</summary>
internal sealed class DeletePromptHandler(StoredPrompts prompts, ResourceStore store)
    : IOperationHandler<DeletePromptRequest, DeletePromptResponse>
{
    /// <inheritdoc/>
    public async Task<DeletePromptResponse> Handle(
        DeletePromptRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var version = request.PromptVersion ?? prompts.IdOf(tenant, request.PromptIdentifier)?.Version;
        var stored = await prompts.Find(tenant, request.PromptIdentifier, version, cancellationToken)
            ?? throw PromptsErrors.NotFound(request.PromptIdentifier, version);
        var query = new ListQuery { Id = stored.Id, Version = version };
        var doomed = await store.ListAllAsync(tenant, PromptDocument.Kind, query, cancellationToken)
            .ToListAsync(cancellationToken);
        await store.CommitAsync(
            [
                .. doomed.SelectMany(IEnumerable<Write> (prompt) =>
                [
                    PromptDocument.Kind.Delete(tenant, prompt.Id, prompt.Version),
                    Write.UntagAll(tenant, StoredPrompts.Arn(tenant, prompt.Id, prompt.Version)),
                ]),
            ],
            cancellationToken);
        return new DeletePromptResponse { Id = stored.Id, Version = version };
    }
}
