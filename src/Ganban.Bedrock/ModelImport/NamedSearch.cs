using Ganban.Bedrock.FoundationModels;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Finds what a tenant owns by the name or the ARN that a request has.</summary>
internal static class NamedSearch
{
    private const int NameCharactersMax = 63;

    /// <summary>The document that an identifier means, or null.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="tenant">Who asks.</param>
    /// <param name="kind">What is looked for; its names are unique.</param>
    /// <param name="resourceType">The type in its ARNs.</param>
    /// <param name="identifier">An ARN or a name.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<Stored<T>?> Find<T>(
        ResourceStore store,
        Tenant tenant,
        DocumentKind<T> kind,
        string resourceType,
        string identifier,
        CancellationToken cancellationToken)
        where T : class
    {
        if (Arn.Parse(identifier) is { } arn)
        {
            return arn.IsOf(tenant) && arn.NameOf(resourceType) is { } id && ResourceId.IsValid(id)
                ? await store.GetAsync(tenant, kind, id, cancellationToken)
                : null;
        }

        // No resource has a longer name, and the store refuses the longest.
        return identifier.Length is > 0 and <= NameCharactersMax
            ? await store.FindNamedAsync(tenant, kind, identifier, cancellationToken)
            : null;
    }
}
