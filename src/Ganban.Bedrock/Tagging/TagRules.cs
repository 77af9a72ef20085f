using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Tagging;

/// <summary>What holds for the tags of every resource beyond the contract's limits on keys and values.</summary>
public static class TagRules
{
    /// <summary>The most tags a resource may have.</summary>
    public const int TagsMax = 50;

    /// <summary>Reads the tags that a resource of the <c>bedrock</c> service is created or tagged with.</summary>
    /// <param name="tags">The request's list.</param>
    /// <param name="resourceName">What is tagged, for the error.</param>
    /// <exception cref="ValidationException">A key occurs twice or is reserved.</exception>
    /// <exception cref="TooManyTagsException">There are more than <see cref="TagsMax"/>.</exception>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyList<Tag> tags, string resourceName)
    {
        var byKey = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            if (!byKey.TryAdd(tag.Key, tag.Value))
            {
                throw new ValidationException(TaggingErrors.DuplicateKey(tag.Key));
            }
        }

        if (ReservedKey(byKey.Keys) is { } reserved)
        {
            throw new ValidationException(TaggingErrors.ReservedKey(reserved));
        }

        return byKey.Count <= TagsMax
            ? byKey
            : throw new TooManyTagsException(TaggingErrors.TooManyTags()) { ResourceName = resourceName };
    }

    /// <summary>The first key that only AWS itself may set, or null.</summary>
    internal static string? ReservedKey(IEnumerable<string> keys) =>
        keys.FirstOrDefault(key => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase));
}
