using System.Globalization;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.Storage.Objects;

namespace Ganban.S3.Fields;

/// <summary>The conditions of a request, in the order of RFC 9110, 13.2.2.</summary>
internal static class Preconditions
{
    /// <summary>Whether a reader has what it asks for; throws where it must not get it.</summary>
    public static bool IsNotModified(S3Request request, StoredObject found)
    {
        CheckMatch(request.Header("If-Match"), request.Header("If-Unmodified-Since"), found);
        return IsUnchanged(request.Header("If-None-Match"), request.Header("If-Modified-Since"), found);
    }

    /// <summary>Throws unless the source of a copy is as the caller wants it.</summary>
    public static void CheckCopySource(S3Request request, StoredObject found)
    {
        const string Prefix = "x-amz-copy-source-if-";
        CheckMatch(request.Header(Prefix + "match"), request.Header(Prefix + "unmodified-since"), found);
        if (IsUnchanged(request.Header(Prefix + "none-match"), request.Header(Prefix + "modified-since"), found))
        {
            throw S3Errors.PreconditionFailed();
        }
    }

    /// <summary>When an object may be written.</summary>
    public static PutCondition ForWriting(S3Request request)
    {
        var none = request.Header("If-None-Match");
        if (none is not null && none != "*")
        {
            throw S3Errors.NotImplemented("If-None-Match with a value other than * for writing");
        }

        return new PutCondition(none is not null, request.Header("If-Match") is { } tag ? Tag(tag) : null);
    }

    /// <summary>An ETag without its quotes.</summary>
    public static string Tag(string text) => text.Trim().Trim('"');

    private static void CheckMatch(string? match, string? unmodifiedSince, StoredObject found)
    {
        var fits = match is not null ? Matches(match, found) : !IsLaterThan(found, unmodifiedSince, absent: false);
        if (!fits)
        {
            throw S3Errors.PreconditionFailed();
        }
    }

    private static bool IsUnchanged(string? noneMatch, string? modifiedSince, StoredObject found) =>
        noneMatch is not null ? Matches(noneMatch, found) : !IsLaterThan(found, modifiedSince, absent: true);

    private static bool Matches(string tags, StoredObject found) =>
        tags.Split(',').Any(tag => tag.Trim() == "*" || Tag(tag) == found.ETag);

    // Headers hold whole seconds.
    private static bool IsLaterThan(StoredObject found, string? moment, bool absent) =>
        DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? found.ModifiedAt.ToUnixTimeSeconds() > time.ToUnixTimeSeconds()
            : absent;
}
