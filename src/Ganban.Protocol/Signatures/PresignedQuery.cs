using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// Reads a signature that stands in the query: <c>X-Amz-Algorithm, -Credential, -Date, -Expires, …</c>.
/// </summary>
internal static class PresignedQuery
{
    private static readonly string[] s_required =
    [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Signature", "X-Amz-SignedHeaders",
    ];

    public static bool IsPresigned(string rawQuery) =>
        rawQuery.Contains("X-Amz-Signature=", StringComparison.Ordinal)
        || rawQuery.Contains("X-Amz-Algorithm=", StringComparison.Ordinal);

    public static bool TryParse(
        in RequestToVerify request,
        [NotNullWhen(true)] out SignatureClaim? claim,
        [NotNullWhen(false)] out SignatureFailure? failure)
    {
        claim = null;
        var found = Read(request.RawQuery);
        var missing = s_required.Where(name => !found.TryGetValue(name, out var value) || value.Length == 0).ToArray();
        if (missing.Length > 0)
        {
            failure = SignatureErrors.QueryParts(missing);
            return false;
        }

        if (found["X-Amz-Algorithm"] != SigV4.Algorithm)
        {
            failure = SignatureErrors.UnsupportedAlgorithm(found["X-Amz-Algorithm"]);
            return false;
        }

        var contentHash = found.GetValueOrDefault("X-Amz-Content-Sha256")
            ?? (request.Headers["x-amz-content-sha256"].ToString() is { Length: > 0 } header ? header : null);
        var (signedAt, expires, mode) = (default(DateTimeOffset), default(TimeSpan), default(PayloadMode));
        failure = SignatureClaim.ParseCredential(found["X-Amz-Credential"], out var accessKeyId, out var scope)
            ?? ParseMoment(found, out signedAt, out expires)
            ?? SignatureClaim.ParsePayloadMode(
                contentHash ?? (scope.Service == "s3" ? "UNSIGNED-PAYLOAD" : null), out mode);
        if (failure is not null)
        {
            return false;
        }

        claim = new SignatureClaim
        {
            AccessKeyId = accessKeyId,
            Scope = scope,
            SignedHeaders = found["X-Amz-SignedHeaders"].Split(';'),
            Signature = found["X-Amz-Signature"],
            SignedAt = signedAt,
            Expires = expires,
            SessionToken = found.GetValueOrDefault("X-Amz-Security-Token"),
            PayloadMode = mode,
            ContentHash = contentHash ?? (mode == PayloadMode.Unsigned ? "UNSIGNED-PAYLOAD" : null),
        };
        return true;
    }

    private static SignatureFailure? ParseMoment(
        Dictionary<string, string> found, out DateTimeOffset signedAt, out TimeSpan expires)
    {
        expires = default;
        if (!SignatureClaim.TryParseTimestamp(found["X-Amz-Date"], out signedAt))
        {
            return SignatureErrors.BadTimestamp(found["X-Amz-Date"]);
        }

        if (!int.TryParse(found["X-Amz-Expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds < 1)
        {
            return SignatureErrors.BadExpiry(SignatureVerifier.PresignedLifetimeMax);
        }

        expires = TimeSpan.FromSeconds(seconds);
        return null;
    }

    // Only the protocol's own parameters are kept; of a repeated one the first counts, as the signature covers all.
    private static Dictionary<string, string> Read(string rawQuery)
    {
        var found = new Dictionary<string, string>(8, StringComparer.Ordinal);
        foreach (var range in rawQuery.AsSpan().Split('&'))
        {
            var pair = rawQuery.AsSpan(range);
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair.StartsWith("X-Amz-", StringComparison.Ordinal))
            {
                found.TryAdd(pair[..equals].ToString(), Decoded(pair[(equals + 1)..]));
            }
        }

        return found;
    }

    private static string Decoded(ReadOnlySpan<char> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var decoded = Encoding.UTF8.GetString(bytes, 0, PercentEncoding.Decode(text, bytes, plusIsSpace: false));
        ArrayPool<byte>.Shared.Return(bytes);
        return decoded;
    }
}
