using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ganban.S3.Addressing;
using Ganban.S3.Errors;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Pipeline;

/// <summary>
/// A presigned request of Signature Version 2: <c>AWSAccessKeyId</c>, <c>Expires</c> and <c>Signature</c> in the query.
/// boto3 presigns like this unless it is told otherwise. Source: "Signing and authenticating REST requests (AWS
/// Signature Version 2)", S3 user guide.
/// </summary>
internal sealed class QuerySignatureV2(S3Query query)
{
    private static readonly string[] s_signedParameters =
    [
        "acl", "cors", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy",
        "requestPayment", "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires", "restore", "tagging", "torrent",
        "uploadId", "uploads", "versionId", "versioning", "versions", "website",
    ];

    public string AccessKeyId => query["AWSAccessKeyId"] ?? "";

    public string? SessionToken => query["x-amz-security-token"];

    public static bool IsPresent(HttpRequest request)
    {
        var text = request.QueryString.Value ?? "";
        return text.Contains("AWSAccessKeyId=", StringComparison.Ordinal)
            && text.Contains("Signature=", StringComparison.Ordinal);
    }

    /// <summary>Throws unless the signature is true and its time not over.</summary>
    public void Verify(HttpRequest request, string path, S3Address address, string secret, DateTimeOffset now)
    {
        if (!long.TryParse(query["Expires"], CultureInfo.InvariantCulture, out var expires))
        {
            throw S3Errors.AccessDenied();
        }

        // SDKs sign the path of a bucket with a slash at its end, whether they send that or not.
        var isBucket = address.Key is null && !path.EndsWith('/');
        var matches = Matches(request, path, address, secret)
            || (isBucket && Matches(request, path + "/", address, secret));
        if (!matches)
        {
            throw S3Errors.SignatureDoesNotMatch();
        }

        if (expires < now.ToUnixTimeSeconds())
        {
            throw S3Errors.RequestExpired();
        }
    }

    /// <summary>The signature of a text, in base64.</summary>
    public static string Sign(string secret, string text)
    {
#pragma warning disable CA5350 // SHA-1 is what this signature is made of.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private bool Matches(HttpRequest request, string path, S3Address address, string secret)
    {
        var headers = request.Headers;
        var text = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(headers["Content-MD5"].ToString()).Append('\n')
            .Append(headers.ContentType.ToString()).Append('\n')
            .Append(query["Expires"]).Append('\n');
        AppendAmazonHeaders(text, request);
        AppendResource(text, request.Host.Value ?? "", path, address);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(secret, text.ToString())),
            Encoding.UTF8.GetBytes(query["Signature"] ?? ""));
    }

    // Headers of x-amz-, and the token in the query, which counts as one.
    private void AppendAmazonHeaders(StringBuilder text, HttpRequest request)
    {
        var lines = request.Headers
            .Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.ToString().Trim()));
        if (SessionToken is { } token)
        {
            lines = lines.Append(("x-amz-security-token", token));
        }

        foreach (var (name, value) in lines.OrderBy(line => line.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }
    }

    private void AppendResource(StringBuilder text, string host, string path, S3Address address)
    {
        var bucketIsInHost = address.Bucket is { } bucket
            && host.StartsWith(bucket + ".", StringComparison.OrdinalIgnoreCase);
        text.Append(bucketIsInHost ? "/" + address.Bucket : "").Append(path);
        var separator = '?';
        foreach (var name in s_signedParameters.Where(query.Has))
        {
            text.Append(separator).Append(name);
            text.Append(query[name] is { Length: > 0 } value ? "=" + value : "");
            separator = '&';
        }
    }
}
