using System.Buffers;
using System.Globalization;
using Ganban.Protocol.Callers;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// Decides whether a claimed signature is true. Thread-safe. Use: <see cref="SignatureClaim.TryParse"/>, look up the
/// secret of <see cref="SignatureClaim.AccessKeyId"/>, then <see cref="Verify"/>.
/// </summary>
/// <param name="clock">Tells what is too old.</param>
public sealed class SignatureVerifier(TimeProvider clock)
{
    private const int CachedKeysMax = 4096;
    private readonly SigningKeyCache _keys = new(CachedKeysMax);

    /// <summary>How far the caller's clock may be off, either way.</summary>
    public static TimeSpan SkewMax { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest a presigned request may be good for.</summary>
    public static TimeSpan PresignedLifetimeMax { get; } = TimeSpan.FromDays(7);

    /// <summary>The refusal, or null where the signature is true.</summary>
    /// <param name="request">The request as received.</param>
    /// <param name="claim">What it says about its signature.</param>
    /// <param name="secretAccessKey">The secret of the claim's access key.</param>
    /// <param name="expected">The scope that is good here.</param>
    /// <exception cref="ArgumentException">
    /// The body is needed (<see cref="PayloadMode.ComputedFromBody"/>) but is not given.
    /// </exception>
    public SignatureFailure? Verify(
        in RequestToVerify request, SignatureClaim claim, string secretAccessKey, in ExpectedScope expected) =>
        CheckScope(claim, expected)
        ?? CheckTime(claim)
        ?? CheckCoverage(request, claim)
        ?? CheckSignature(request, claim, secretAccessKey);

    private static SignatureFailure? CheckScope(SignatureClaim claim, in ExpectedScope expected)
    {
        if (!RegionName.IsValid(claim.Scope.Region)
            || (expected.Region is { } region && claim.Scope.Region != region))
        {
            return SignatureErrors.WrongRegion;
        }

        if (claim.Scope.Service != expected.Service)
        {
            return SignatureErrors.WrongService(expected.Service);
        }

        var timestamp = claim.Timestamp;
        return timestamp.StartsWith(claim.Scope.Date, StringComparison.Ordinal) && claim.Scope.Date.Length == 8
            ? null
            : SignatureErrors.ScopeDateDiffers(claim.Scope.Date, timestamp);
    }

    private SignatureFailure? CheckTime(SignatureClaim claim)
    {
        var now = clock.GetUtcNow();
        var lifetime = claim.Expires ?? SkewMax;
        if (lifetime > PresignedLifetimeMax)
        {
            return SignatureErrors.BadExpiry(PresignedLifetimeMax);
        }

        if (claim.SignedAt < now - lifetime)
        {
            return SignatureErrors.Expired(
                claim.Timestamp, SigV4.FormatTimestamp(now - lifetime), SigV4.FormatTimestamp(now), Minutes(lifetime));
        }

        return claim.SignedAt > now + SkewMax
            ? SignatureErrors.NotYetCurrent(
                claim.Timestamp, SigV4.FormatTimestamp(now + SkewMax), SigV4.FormatTimestamp(now), Minutes(SkewMax))
            : null;
    }

    // What is not signed could be changed on the way: the host decides who is asked, x-amz-* headers what is done.
    private static SignatureFailure? CheckCoverage(in RequestToVerify request, SignatureClaim claim)
    {
        if (!claim.SignedHeaders.Contains("host", StringComparer.OrdinalIgnoreCase)
            && !claim.SignedHeaders.Contains(CanonicalHeaders.Authority))
        {
            return SignatureErrors.MustBeSigned("host");
        }

        foreach (var (name, _) in request.Headers)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
                && !claim.SignedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return SignatureErrors.MustBeSigned(name);
            }
        }

        return null;
    }

    private SignatureFailure? CheckSignature(in RequestToVerify request, SignatureClaim claim, string secretAccessKey)
    {
        var bodyHash = BodyHash(request, claim);
        var canonical = new ArrayBufferWriter<byte>(1024);
        SigV4.WriteCanonicalRequest(
            canonical,
            request,
            claim.SignedHeaders,
            claim.Scope.Service,
            claim.IsPresigned,
            claim.ContentHash ?? bodyHash!);

        var cached = _keys.Find(claim.AccessKeyId, secretAccessKey, claim.Scope);
        var key = cached ?? SigV4.DeriveKey(secretAccessKey, claim.Scope);
        var calculated = SigV4.Sign(key, SigV4.StringToSign(claim.Timestamp, claim.Scope, canonical.WrittenSpan));
        if (!SigV4.SignaturesEqual(calculated, claim.Signature))
        {
            return SignatureErrors.DoesNotMatch;
        }

        if (cached is null)
        {
            _keys.Remember(claim.AccessKeyId, secretAccessKey, claim.Scope, key);
        }

        if (claim.PayloadMode == PayloadMode.StatedHash && bodyHash is not null && bodyHash != claim.ContentHash)
        {
            return claim.Scope.Service == "s3" ? SignatureErrors.ContentHashMismatch : SignatureErrors.DoesNotMatch;
        }

        return null;
    }

    private static string? BodyHash(in RequestToVerify request, SignatureClaim claim)
    {
        var needed = claim.PayloadMode == PayloadMode.ComputedFromBody;
        if (request.Body is { } body)
        {
            return needed || claim.PayloadMode == PayloadMode.StatedHash ? SigV4.HashHex(body.Span) : null;
        }

        return needed
            ? throw new ArgumentException("The signature covers the body: read the body before verifying.")
            : null;
    }

    private static string Minutes(TimeSpan span) =>
        $"{Math.Round(span.TotalMinutes, 2).ToString(CultureInfo.InvariantCulture)} min";
}
