using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ganban.Storage.OpenSearch;

/// <summary>Signs requests with AWS Signature Version 4.</summary>
internal static class RequestSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the headers of a signature to a request.</summary>
    /// <param name="request">The request; its path and query hold nothing that needs escaping.</param>
    /// <param name="body">Its body.</param>
    /// <param name="options">The key, the region and the service.</param>
    /// <param name="now">The time.</param>
    public static void Add(HttpRequestMessage request, byte[] body, OpenSearchOptions options, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var address = request.RequestUri!;
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var host = address.IsDefaultPort ? address.Host : $"{address.Host}:{address.Port}";
        const string signed = "host;x-amz-content-sha256;x-amz-date";
        var canonical = string.Join(
            '\n',
            request.Method.Method,
            address.AbsolutePath,
            address.Query.TrimStart('?'),
            $"host:{host}",
            $"x-amz-content-sha256:{hash}",
            $"x-amz-date:{time}",
            "",
            signed,
            hash);
        var scope = $"{time[..8]}/{options.Region}/{options.Service}/aws4_request";
        var text = string.Join(
            '\n', Algorithm, time, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = Encoding.UTF8.GetBytes("AWS4" + options.Password);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        request.Headers.Host = host;
        request.Headers.Add("x-amz-content-sha256", hash);
        request.Headers.Add("x-amz-date", time);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={options.User}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }
}
