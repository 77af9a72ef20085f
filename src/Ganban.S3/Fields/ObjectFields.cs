using System.Globalization;
using System.Text;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.Storage.Objects;

namespace Ganban.S3.Fields;

/// <summary>What is kept with an object, in the headers of requests and responses.</summary>
internal static class ObjectFields
{
    private const string UserPrefix = "x-amz-meta-";
    private const int UserBytesMax = 2048;
    private const string UnknownType = "binary/octet-stream";

    // What would change how the object is kept, and is not done here.
    private static readonly (string Header, string What)[] s_refused =
    [
        ("x-amz-server-side-encryption", "encryption by the server"),
        ("x-amz-server-side-encryption-customer-algorithm", "encryption with the caller's keys"),
        ("x-amz-copy-source-server-side-encryption-customer-algorithm", "encryption with the caller's keys"),
        ("x-amz-object-lock-mode", "locks on objects"),
        ("x-amz-object-lock-legal-hold", "locks on objects"),
        ("x-amz-website-redirect-location", "redirections"),
        ("x-amz-write-offset-bytes", "appending to objects"),
    ];

    private static readonly string[] s_ownersAcls = ["private", "bucket-owner-full-control", "bucket-owner-read"];

    public static ObjectHeaders Read(S3Request request) => new()
    {
        ContentType = request.Header("Content-Type") is { Length: > 0 } type ? type : UnknownType,
        CacheControl = request.Header("Cache-Control"),
        ContentDisposition = request.Header("Content-Disposition"),
        ContentEncoding = Encodings(request.Header("Content-Encoding")),
        ContentLanguage = request.Header("Content-Language"),
        Expires = request.Header("Expires"),
        UserMetadata = UserMetadata(request),
        Tags = TagFields.FromQuery(request.Header("x-amz-tagging") ?? ""),
    };

    /// <summary>Refuses what the store would otherwise leave out without a word.</summary>
    public static void RefuseUnsupported(S3Request request)
    {
        foreach (var (header, what) in s_refused)
        {
            if (request.Header(header) is not null)
            {
                throw S3Errors.NotImplemented($"{what} ({header})");
            }
        }

        if ((request.Header("x-amz-acl") is { } acl && !s_ownersAcls.Contains(acl))
            || request.Http.Request.Headers.Keys.Any(
                name => name.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase)))
        {
            throw S3Errors.AclNotSupported();
        }

        if (request.Header("x-amz-storage-class") is { } storage && storage != "STANDARD")
        {
            throw S3Errors.NotImplemented($"the storage class {storage}");
        }
    }

    /// <summary>Writes them, and what the query wants in the place of some.</summary>
    public static void Write(S3Request request, StoredObject found)
    {
        var response = request.Response.Headers;
        var kept = found.Headers;
        response.ContentType = Said(request, "content-type", kept.ContentType ?? UnknownType);
        response.CacheControl = Said(request, "cache-control", kept.CacheControl);
        response.ContentDisposition = Said(request, "content-disposition", kept.ContentDisposition);
        response.ContentEncoding = Said(request, "content-encoding", kept.ContentEncoding);
        response.ContentLanguage = Said(request, "content-language", kept.ContentLanguage);
        response.Expires = Said(request, "expires", kept.Expires);
        response.AcceptRanges = "bytes";
        response.ETag = $"\"{found.ETag}\"";
        response.LastModified = found.ModifiedAt.ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, value) in kept.UserMetadata)
        {
            response[UserPrefix + name] = Ascii(value);
        }

        if (kept.Tags.Count > 0)
        {
            response["x-amz-tagging-count"] = kept.Tags.Count.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string? Said(S3Request request, string name, string? kept) =>
        (request.Query["response-" + name] ?? kept) is { } value ? Ascii(value) : null;

    // Headers are ASCII; other text is written as RFC 2047 has it.
    private static string Ascii(string value) => value.All(c => c is >= ' ' and <= '~')
        ? value
        : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";

    private static Dictionary<string, string> UserMetadata(S3Request request)
    {
        var found = request.Http.Request.Headers
            .Where(header => header.Key.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(
                header => header.Key[UserPrefix.Length..].ToLowerInvariant(), header => header.Value.ToString());
        if (found.Keys.FirstOrDefault(name => !HeaderName.IsValid(name)) is { } bad)
        {
            throw S3Errors.InvalidArgument($"The metadata '{bad}' can't be kept: its name is none of a header.");
        }

        return found.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key + pair.Value)) <= UserBytesMax
            ? found
            : throw S3Errors.MetadataTooLarge();
    }

    // aws-chunked is how the request travels, not how the object is encoded.
    private static string? Encodings(string? header)
    {
        var encodings = (header ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(encoding => encoding != "aws-chunked")
            .ToList();
        return encodings.Count == 0 ? null : string.Join(", ", encodings);
    }
}
