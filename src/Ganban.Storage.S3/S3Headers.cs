using Amazon.S3.Model;
using Ganban.Storage.Objects;

namespace Ganban.Storage.S3;

/// <summary>What is kept with an object, as the SDK has it.</summary>
internal static class S3Headers
{
    public static void Write(ObjectHeaders kept, HeadersCollection headers, MetadataCollection metadata)
    {
        Set(headers, "Content-Type", kept.ContentType);
        Set(headers, "Cache-Control", kept.CacheControl);
        Set(headers, "Content-Disposition", kept.ContentDisposition);
        Set(headers, "Content-Encoding", kept.ContentEncoding);
        Set(headers, "Content-Language", kept.ContentLanguage);
        Set(headers, "Expires", kept.Expires);
        foreach (var (name, value) in kept.UserMetadata)
        {
            metadata.Add(name, value);
        }
    }

    public static List<Tag> Tags(ObjectHeaders kept) =>
        [.. kept.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    public static ObjectHeaders Read(HeadersCollection headers, MetadataCollection metadata) => new()
    {
        ContentType = headers["Content-Type"],
        CacheControl = headers["Cache-Control"],
        ContentDisposition = headers["Content-Disposition"],
        ContentEncoding = headers["Content-Encoding"],
        ContentLanguage = headers["Content-Language"],
        Expires = headers["Expires"],
        UserMetadata = metadata.Keys.ToDictionary(
            name => name.Replace("x-amz-meta-", "", StringComparison.OrdinalIgnoreCase), name => metadata[name]),
    };

    private static void Set(HeadersCollection headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }
}
