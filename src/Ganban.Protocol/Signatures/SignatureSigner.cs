using System.Buffers;
using System.Globalization;

namespace Ganban.Protocol.Signatures;

/// <summary>Makes signatures: for requests Ganban sends on to another endpoint, and for keys it hands out.</summary>
public static class SignatureSigner
{
    private static readonly string[] s_neverSigned =
        ["authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"];

    /// <summary>
    /// Signs every header of the request and adds <c>x-amz-date</c>, the session token and <c>Authorization</c>.
    /// </summary>
    /// <param name="request">
    /// The request with its host header. Its body, or its <c>x-amz-content-sha256</c> header where it has one, is
    /// signed.
    /// </param>
    /// <param name="credentials">Whose signature.</param>
    /// <param name="region">The scope's region.</param>
    /// <param name="service">The scope's service.</param>
    /// <param name="moment">When.</param>
    /// <returns>The claim that now stands in the headers; chunks are signed onwards from it.</returns>
    public static SignatureClaim Sign(
        in RequestToVerify request,
        SigningCredentials credentials,
        string region,
        string service,
        DateTimeOffset moment)
    {
        var timestamp = SigV4.FormatTimestamp(moment);
        var headers = request.Headers;
        headers["x-amz-date"] = timestamp;
        if (credentials.SessionToken is { } token)
        {
            headers["x-amz-security-token"] = token;
        }

        var scope = new CredentialScope(timestamp[..8], region, service);
        var signed = headers.Keys.Select(name => name.ToLowerInvariant()).Except(s_neverSigned)
            .Order(StringComparer.Ordinal).ToArray();
        var contentHash = headers["x-amz-content-sha256"].ToString() is { Length: > 0 } stated
            ? stated
            : SigV4.HashHex((request.Body ?? default).Span);
        var signature = Calculate(request, signed, scope, timestamp, contentHash, credentials.SecretAccessKey);
        headers.Authorization = $"{SigV4.Algorithm} Credential={credentials.AccessKeyId}/{scope}, " +
            $"SignedHeaders={string.Join(';', signed)}, Signature={signature}";
        return SignatureClaim.TryParse(request, out var claim, out var failure)
            ? claim
            : throw new ArgumentException(failure.Message, nameof(request));
    }

    /// <summary>The query of the request with a signature in it, over the host header alone.</summary>
    /// <param name="request">
    /// The request with its host header; a body is signed as it is, for S3 it stays unsigned.
    /// </param>
    /// <param name="credentials">Whose signature.</param>
    /// <param name="region">The scope's region.</param>
    /// <param name="service">The scope's service.</param>
    /// <param name="moment">From when the request is good.</param>
    /// <param name="expires">For how long.</param>
    public static string Presign(
        in RequestToVerify request,
        SigningCredentials credentials,
        string region,
        string service,
        DateTimeOffset moment,
        TimeSpan expires)
    {
        var timestamp = SigV4.FormatTimestamp(moment);
        var scope = new CredentialScope(timestamp[..8], region, service);
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"{request.RawQuery}{(request.RawQuery.Length > 0 ? "&" : "")}X-Amz-Algorithm={SigV4.Algorithm}" +
            $"&X-Amz-Credential={Uri.EscapeDataString($"{credentials.AccessKeyId}/{scope}")}&X-Amz-Date={timestamp}" +
            $"&X-Amz-Expires={(long)expires.TotalSeconds}&X-Amz-SignedHeaders=host");
        if (credentials.SessionToken is { } token)
        {
            query += $"&X-Amz-Security-Token={Uri.EscapeDataString(token)}";
        }

        var contentHash = service == "s3" ? "UNSIGNED-PAYLOAD" : SigV4.HashHex((request.Body ?? default).Span);
        var signature = Calculate(
            request with { RawQuery = query }, ["host"], scope, timestamp, contentHash, credentials.SecretAccessKey);
        return $"{query}&X-Amz-Signature={signature}";
    }

    private static string Calculate(
        in RequestToVerify request,
        string[] signedHeaders,
        in CredentialScope scope,
        string timestamp,
        string contentHash,
        string secretAccessKey)
    {
        var canonical = new ArrayBufferWriter<byte>(1024);
        SigV4.WriteCanonicalRequest(canonical, request, signedHeaders, scope.Service, presigned: false, contentHash);
        return SigV4.Sign(
            SigV4.DeriveKey(secretAccessKey, scope), SigV4.StringToSign(timestamp, scope, canonical.WrittenSpan));
    }
}
