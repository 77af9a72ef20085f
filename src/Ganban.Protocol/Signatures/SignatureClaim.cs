using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ganban.Protocol.Signatures;

/// <summary>What a request says about its own signature, read and checked for form but not yet for truth.</summary>
public sealed record SignatureClaim
{
    /// <summary>The access key the caller claims to hold the secret of.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The day, region and service the signature is for.</summary>
    public required CredentialScope Scope { get; init; }

    /// <summary>The names of the signed headers, in signing order.</summary>
    public required IReadOnlyList<string> SignedHeaders { get; init; }

    /// <summary>The signature in hexadecimal.</summary>
    public required string Signature { get; init; }

    /// <summary>When the request was signed.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>For how long a presigned request is good; null where the signature stands in the header.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>The session token of temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>How the signature covers the body.</summary>
    public required PayloadMode PayloadMode { get; init; }

    /// <summary>The signed hash of the body or word for its signing; null where it is computed from the body.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Whether the signature stands in the query.</summary>
    public bool IsPresigned => Expires is not null;

    /// <summary><see cref="SignedAt"/> as it was signed.</summary>
    public string Timestamp => SigV4.FormatTimestamp(SignedAt);

    /// <summary>Reads the claim from the Authorization header or, where there is none, from the query.</summary>
    /// <param name="request">The request; its body is not looked at.</param>
    /// <param name="claim">The claim, where there is a whole one.</param>
    /// <param name="failure">What is missing or malformed, where there is none.</param>
    public static bool TryParse(
        in RequestToVerify request,
        [NotNullWhen(true)] out SignatureClaim? claim,
        [NotNullWhen(false)] out SignatureFailure? failure)
    {
        claim = null;
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            return AuthorizationHeader.TryParse(authorization, request.Headers, out claim, out failure);
        }

        if (PresignedQuery.IsPresigned(request.RawQuery))
        {
            return PresignedQuery.TryParse(request, out claim, out failure);
        }

        failure = SignatureErrors.MissingAuthenticationToken;
        return false;
    }

    internal static SignatureFailure? ParseCredential(
        string credential, out string accessKeyId, out CredentialScope scope)
    {
        (accessKeyId, scope) = ("", default);
        var parts = credential.Split('/', 6);
        if (parts.Length != 5 || parts.Any(string.IsNullOrEmpty))
        {
            return SignatureErrors.CredentialParts(credential);
        }

        (accessKeyId, scope) = (parts[0], new CredentialScope(parts[1], parts[2], parts[3]));
        return parts[4] == CredentialScope.Terminator ? null : SignatureErrors.WrongTerminator(parts[4]);
    }

    internal static bool TryParseTimestamp(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(
            text, SigV4.TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);

    internal static SignatureFailure? ParsePayloadMode(string? value, out PayloadMode mode)
    {
        mode = value switch
        {
            null or "" => PayloadMode.ComputedFromBody,
            "UNSIGNED-PAYLOAD" => PayloadMode.Unsigned,
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => PayloadMode.SignedChunks,
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => PayloadMode.SignedChunksAndTrailer,
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => PayloadMode.UnsignedChunksAndTrailer,
            "STREAMING-AWS4-HMAC-SHA256-EVENTS" => PayloadMode.SignedEvents,
            _ => PayloadMode.StatedHash,
        };
        return mode != PayloadMode.StatedHash || (value!.Length == 64 && value.All(char.IsAsciiHexDigitLower))
            ? null
            : SignatureErrors.UnknownPayloadMode(value.Length > 80 ? value[..80] : value);
    }
}
