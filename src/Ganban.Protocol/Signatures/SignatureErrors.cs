using System.Security.Cryptography;
using System.Text;

namespace Ganban.Protocol.Signatures;

/// <summary>Every refusal's wording, in one place.</summary>
public static class SignatureErrors
{
    /// <summary>The request carries neither a signature nor a key.</summary>
    public static SignatureFailure MissingAuthenticationToken { get; } =
        new(SignatureFailureKind.MissingAuthenticationToken, "Missing Authentication Token");

    /// <summary>The access key or session token is not known.</summary>
    public static SignatureFailure UnrecognizedClient { get; } =
        new(SignatureFailureKind.UnrecognizedClient, "The security token included in the request is invalid.");

    /// <summary>The session token was good once.</summary>
    public static SignatureFailure ExpiredToken { get; } =
        new(SignatureFailureKind.ExpiredToken, "The security token included in the request is expired");

    /// <summary>A bearer key is unknown or malformed.</summary>
    public static SignatureFailure InvalidBearerKey { get; } =
        new(SignatureFailureKind.AccessDenied, "Authentication failed: Please make sure your API Key is valid.");

    /// <summary>A bearer key was good once.</summary>
    public static SignatureFailure ExpiredBearerKey { get; } =
        new(SignatureFailureKind.AccessDenied, "Bearer Token has expired");

    internal static SignatureFailure DoesNotMatch { get; } = Invalid(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret " +
        "Access Key and signing method. Consult the service documentation for details.");

    internal static SignatureFailure ContentHashMismatch { get; } = new(
        SignatureFailureKind.ContentHashMismatch,
        "The provided 'x-amz-content-sha256' header does not match what was computed.");

    /// <summary>A stream of events is signed as if its body were known beforehand.</summary>
    internal static SignatureFailure EventsNotSigned { get; } = Incomplete(
        "The events of this operation sign themselves: x-amz-content-sha256 must be STREAMING-AWS4-HMAC-SHA256-EVENTS.");

    internal static SignatureFailure ContentHashMissing { get; } =
        Incomplete("Missing required header for this request: x-amz-content-sha256");

    internal static SignatureFailure UnknownPayloadMode(string value) => Incomplete(
        $"'{value}' in x-amz-content-sha256 is neither a SHA-256 in hexadecimal nor a known way of signing a body.");

    internal static SignatureFailure WrongRegion { get; } = Invalid("Credential should be scoped to a valid region. ");

    internal static SignatureFailure WrongService(string expected) =>
        Invalid($"Credential should be scoped to correct service: '{expected}'. ");

    internal static SignatureFailure ScopeDateDiffers(string scopeDate, string timestamp) => Invalid(
        $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scopeDate}' != " +
        $"'{timestamp[..8]}', from '{timestamp}'.");

    internal static SignatureFailure Expired(string signed, string earliest, string now, string allowance) =>
        new(
            SignatureFailureKind.Expired,
            $"Signature expired: {signed} is now earlier than {earliest} ({now} - {allowance}.)");

    internal static SignatureFailure NotYetCurrent(string signed, string latest, string now, string allowance) =>
        new(
            SignatureFailureKind.NotYetCurrent,
            $"Signature not yet current: {signed} is still later than {latest} ({now} + {allowance}.)");

    internal static SignatureFailure MustBeSigned(string header) => Invalid(
        header == "host"
            ? "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
            : $"'{header}' must be a 'SignedHeader' in the AWS Authorization.");

    internal static SignatureFailure HeaderParts(IEnumerable<string> missing, string authorization)
    {
        var text = new StringBuilder();
        foreach (var part in missing)
        {
            text.Append("Authorization header requires ").Append(part).Append(". ");
        }

        return Incomplete($"{text}(Hashed with SHA-256 and encoded with Base64) Authorization={Hashed(authorization)}");
    }

    internal static SignatureFailure NotAPair(string part) => Incomplete(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with " +
        $"Base64): '{Hashed(part)}'.");

    internal static SignatureFailure QueryParts(IEnumerable<string> missing) => Incomplete(
        $"AWS query-string parameters must include {string.Join(", ", missing.Select(name => $"'{name}'"))}. " +
        "Re-examine the query-string parameters.");

    internal static SignatureFailure CredentialParts(string credential) => Incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got " +
        $"'{credential}'");

    internal static SignatureFailure WrongTerminator(string terminator) => Incomplete(
        $"Credential should be scoped with a valid terminator: '{CredentialScope.Terminator}', not '{terminator}'.");

    internal static SignatureFailure BadTimestamp(string value) =>
        Incomplete(
            $"Date must be in ISO-8601 'basic format'. Got '{value}'. See http://en.wikipedia.org/wiki/ISO_8601");

    internal static SignatureFailure BadExpiry(TimeSpan max) =>
        Incomplete($"X-Amz-Expires must be a number of seconds between 1 and {(long)max.TotalSeconds}.");

    internal static SignatureFailure UnsupportedAlgorithm(string algorithm) => Incomplete(
        $"Unsupported AWS 'algorithm': '{algorithm}'; only {SigV4.Algorithm} is supported.");

    internal static SignatureFailure TooLong(string part, int max) =>
        Incomplete($"The {part} of the signature is longer than {max} characters.");

    private static SignatureFailure Invalid(string message) => new(SignatureFailureKind.InvalidSignature, message);

    private static SignatureFailure Incomplete(string message) =>
        new(SignatureFailureKind.IncompleteSignature, message);

    // AWS does not repeat the header's own text, so that a secret pasted into it does not end in a log.
    private static string Hashed(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
