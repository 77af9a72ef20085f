using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Reads the pages of sessions' lists: the newest first, as checkpoints are looked for.</summary>
internal static class SessionPages
{
    private const int PageSizeDefault = 100;

    /// <summary>The query of a request.</summary>
    public static ListQuery Query(int? maxResults, string? nextToken) => new()
    {
        Sort = ListSort.CreatedDescending,
        PageSize = maxResults ?? PageSizeDefault,
        PageToken = nextToken,
    };

    /// <summary>Reads a page.</summary>
    /// <exception cref="Contracts.BedrockAgentRuntime.ValidationException">The token is not of this list.</exception>
    public static async Task<Page<T>> Read<T>(
        ResourceStore store, Tenant tenant, DocumentKind<T> kind, ListQuery query, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await store.ListAsync(tenant, kind, query, cancellationToken);
        }
        catch (InvalidPageTokenException exception)
        {
            throw SessionsErrors.BadToken(exception);
        }
    }
}
