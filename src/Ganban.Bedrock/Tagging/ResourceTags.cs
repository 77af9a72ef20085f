using Ganban.Bedrock.FoundationModels;
using Ganban.Storage;

namespace Ganban.Bedrock.Tagging;

/// <summary>The tags of all resources of all tenants.</summary>
public sealed class ResourceTags(ResourceStore store, IEnumerable<ITaggableResources> taggable)
{
    private readonly Dictionary<string, ITaggableResources> _taggable =
        taggable.ToDictionary(resources => resources.ResourceType, StringComparer.Ordinal);

    /// <summary>The tags by key, or null if the tenant has no such resource.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> List(
        Tenant tenant, string arn, CancellationToken cancellationToken) =>
        await Exists(tenant, arn, cancellationToken) ? await store.GetTagsAsync(tenant, arn, cancellationToken) : null;

    /// <summary>Adds tags or changes their values.</summary>
    public async Task<TagOutcome> Add(
        Tenant tenant, string arn, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (await List(tenant, arn, cancellationToken) is not { } present)
        {
            return TagOutcome.UnknownResource;
        }

        if (present.Keys.Union(tags.Keys, StringComparer.Ordinal).Count() > TagRules.TagsMax)
        {
            return TagOutcome.TooManyTags;
        }

        await store.CommitAsync([Write.Tag(tenant, new TagSet(arn, tags))], cancellationToken);
        return TagOutcome.Done;
    }

    /// <summary>Removes tags; keys that are not there do not matter.</summary>
    public async Task<TagOutcome> Remove(
        Tenant tenant, string arn, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (!await Exists(tenant, arn, cancellationToken))
        {
            return TagOutcome.UnknownResource;
        }

        await store.CommitAsync([Write.Untag(tenant, arn, keys)], cancellationToken);
        return TagOutcome.Done;
    }

    private async Task<bool> Exists(Tenant tenant, string text, CancellationToken cancellationToken)
    {
        if (Arn.Parse(text) is not { } arn || !arn.IsOf(tenant))
        {
            return false;
        }

        var type = arn.Resource.Split('/', 2)[0];
        return _taggable.TryGetValue(type, out var resources) && await resources.Exists(tenant, arn, cancellationToken);
    }
}
