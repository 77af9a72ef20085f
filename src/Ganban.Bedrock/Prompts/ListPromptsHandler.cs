using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>Lists the drafts of all prompts, or with a promptIdentifier that prompt's draft and versions.</summary>
internal sealed class ListPromptsHandler(StoredPrompts prompts, ResourceStore store)
    : IOperationHandler<ListPromptsRequest, ListPromptsResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListPromptsResponse> Handle(
        ListPromptsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            Version = request.PromptIdentifier is null ? PromptDocument.Draft : null,
            Id = request.PromptIdentifier is { } identifier ? await IdOf(tenant, identifier, cancellationToken) : null,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, PromptDocument.Kind, query, cancellationToken);
            return new ListPromptsResponse
            {
                PromptSummaries = [.. page.Items.Select(prompt => Summary(prompt, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException exception)
        {
            throw PromptsErrors.BadToken(exception);
        }
    }

    private async Task<string> IdOf(Tenant tenant, string identifier, CancellationToken cancellationToken)
    {
        var stored = await prompts.Find(tenant, identifier, PromptDocument.Draft, cancellationToken);
        return stored?.Id ?? throw PromptsErrors.NotFound(identifier, version: null);
    }

    private static PromptSummary Summary(Stored<PromptDocument> prompt, Tenant tenant) => new()
    {
        Name = prompt.Name!,
        Description = prompt.Document.Description,
        Id = prompt.Id,
        Arn = StoredPrompts.Arn(tenant, prompt.Id, prompt.Version),
        Version = prompt.Version,
        CreatedAt = prompt.CreatedAt,
        UpdatedAt = prompt.UpdatedAt,
    };
}
