using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Signatures;

/// <summary>Reads <c>Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…</c>.</summary>
internal static class AuthorizationHeader
{
    private const int AuthorizationCharactersMax = 8192;

    public static bool TryParse(
        string authorization,
        IHeaderDictionary headers,
        [NotNullWhen(true)] out SignatureClaim? claim,
        [NotNullWhen(false)] out SignatureFailure? failure)
    {
        claim = null;
        if (authorization.Length > AuthorizationCharactersMax)
        {
            failure = SignatureErrors.TooLong("Authorization header", AuthorizationCharactersMax);
            return false;
        }

        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        var algorithm = space < 0 ? authorization : authorization[..space];
        if (algorithm.StartsWith("AWS4-", StringComparison.Ordinal) && algorithm != SigV4.Algorithm)
        {
            failure = SignatureErrors.UnsupportedAlgorithm(algorithm);
            return false;
        }

        failure = ReadPairs(algorithm == SigV4.Algorithm && space > 0 ? authorization[space..] : "", out var pairs)
            ?? FindMissing(authorization, pairs, headers);
        return failure is null && TryBuild(pairs, headers, out claim, out failure);
    }

    private static bool TryBuild(
        Dictionary<string, string> pairs,
        IHeaderDictionary headers,
        [NotNullWhen(true)] out SignatureClaim? claim,
        [NotNullWhen(false)] out SignatureFailure? failure)
    {
        claim = null;
        var (signedAt, mode) = (default(DateTimeOffset), default(PayloadMode));
        var contentHash = headers["x-amz-content-sha256"].ToString();
        failure = SignatureClaim.ParseCredential(pairs["Credential"], out var accessKeyId, out var scope)
            ?? ParseMoment(headers, out signedAt)
            ?? SignatureClaim.ParsePayloadMode(contentHash, out mode);
        if (failure is not null)
        {
            return false;
        }

        claim = new SignatureClaim
        {
            AccessKeyId = accessKeyId,
            Scope = scope,
            SignedHeaders = pairs["SignedHeaders"].Split(';'),
            Signature = pairs["Signature"],
            SignedAt = signedAt,
            SessionToken = headers["x-amz-security-token"].ToString() is { Length: > 0 } token ? token : null,
            PayloadMode = mode,
            ContentHash = contentHash.Length > 0 ? contentHash : null,
        };
        return true;
    }

    private static SignatureFailure? ReadPairs(string text, out Dictionary<string, string> pairs)
    {
        pairs = new Dictionary<string, string>(4, StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return SignatureErrors.NotAPair(part);
            }

            if (equals < part.Length - 1)
            {
                pairs.TryAdd(part[..equals], part[(equals + 1)..]);
            }
        }

        return null;
    }

    private static SignatureFailure? FindMissing(
        string authorization, Dictionary<string, string> pairs, IHeaderDictionary headers)
    {
        var missing = new List<string>();
        foreach (var name in (ReadOnlySpan<string>)["Credential", "Signature", "SignedHeaders"])
        {
            if (!pairs.ContainsKey(name))
            {
                missing.Add($"'{name}' parameter");
            }
        }

        if (headers["x-amz-date"].Count == 0 && headers.Date.Count == 0)
        {
            missing.Add("existence of either a 'X-Amz-Date' or a 'Date' header");
        }

        return missing.Count == 0 ? null : SignatureErrors.HeaderParts(missing, authorization);
    }

    private static SignatureFailure? ParseMoment(IHeaderDictionary headers, out DateTimeOffset moment)
    {
        var text = headers["x-amz-date"].ToString();
        if (text.Length == 0)
        {
            text = headers.Date.ToString();
            if (DateTimeOffset.TryParseExact(
                text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
            {
                return null;
            }
        }

        return SignatureClaim.TryParseTimestamp(text, out moment) ? null : SignatureErrors.BadTimestamp(text);
    }
}
