namespace Ganban.Storage.Objects;

/// <summary>What is kept with an object's content and given back with it, word for word.</summary>
public sealed record ObjectHeaders
{
    /// <summary>What the content is; null if that is not known.</summary>
    public string? ContentType { get; init; }

    /// <summary>How long caches may keep it.</summary>
    public string? CacheControl { get; init; }

    /// <summary>How browsers show it.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary>How the content is encoded, such as <c>gzip</c>.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The language of the content.</summary>
    public string? ContentLanguage { get; init; }

    /// <summary>When caches must ask again.</summary>
    public string? Expires { get; init; }

    /// <summary>The writer's own names and values; names in lower case.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The object's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
