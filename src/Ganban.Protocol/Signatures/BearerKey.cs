using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// A Bedrock API key out of <c>Authorization: Bearer …</c>. A long-term key is opaque (the service's begin with ABSK)
/// and is looked up by its hash. A short-term key holds a request, presigned with ordinary credentials, to call with a
/// bearer token; it proves itself.
/// </summary>
public sealed class BearerKey
{
    private const string Scheme = "Bearer ";
    private const string ShortTermPrefix = "bedrock-api-key-";
    private const string Host = "bedrock.amazonaws.com";
    private const int KeyCharactersMax = 16 * 1024;

    // Key generators append this after signing, so the signature does not cover it.
    private const string UnsignedSuffix = "&Version=1";

    private readonly RequestToVerify _presigned;

    private BearerKey(BearerKeyKind kind, string text)
    {
        Kind = kind;
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    private BearerKey(string text, in RequestToVerify presigned, SignatureClaim claim)
        : this(BearerKeyKind.ShortTerm, text)
    {
        _presigned = presigned;
        Claim = claim;
    }

    /// <summary>The longest a short-term key may be good for.</summary>
    public static TimeSpan ShortTermLifetimeMax { get; } = TimeSpan.FromHours(12);

    /// <summary>Which kind of key it is.</summary>
    public BearerKeyKind Kind { get; }

    /// <summary>The SHA-256 (32 bytes) of the key's text, by which a long-term key is stored and found.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>
    /// The signature inside a short-term key: whose it is and for which region; null for a long-term key.
    /// </summary>
    public SignatureClaim? Claim { get; }

    /// <summary>Whether <paramref name="authorization"/> is a bearer header at all.</summary>
    public static bool IsBearer(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>The Authorization header that presents a key.</summary>
    public static string Header(string keyText) => Scheme + keyText;

    /// <summary>Reads the key from the Authorization header's value.</summary>
    public static bool TryParse(
        string authorization,
        [NotNullWhen(true)] out BearerKey? key,
        [NotNullWhen(false)] out SignatureFailure? failure)
    {
        key = null;
        if (IsBearer(authorization) && authorization.Length <= KeyCharactersMax)
        {
            var text = authorization[Scheme.Length..].Trim();
            key = text.StartsWith(ShortTermPrefix, StringComparison.Ordinal) ? ParseShortTerm(text)
                : text.Length > 0 ? new BearerKey(BearerKeyKind.LongTerm, text)
                : null;
        }

        failure = key is null ? SignatureErrors.InvalidBearerKey : null;
        return key is not null;
    }

    /// <summary>The hash under which a long-term key's text is stored.</summary>
    public static byte[] HashOf(string keyText) => SHA256.HashData(Encoding.UTF8.GetBytes(keyText));

    /// <summary>Whether <paramref name="storedHash"/> is this key's, compared in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> storedHash) =>
        CryptographicOperations.FixedTimeEquals(Hash.Span, storedHash);

    /// <summary>The refusal of a short-term key, or null where it is good.</summary>
    /// <param name="verifier">Checks the signature.</param>
    /// <param name="clock">Tells what has expired.</param>
    /// <param name="secretAccessKey">The secret of the claim's access key.</param>
    /// <param name="region">The region served, or null where every region is.</param>
    /// <exception cref="InvalidOperationException">The key is a long-term key, which has nothing to verify.</exception>
    public SignatureFailure? VerifyShortTerm(
        SignatureVerifier verifier, TimeProvider clock, string secretAccessKey, string? region = null)
    {
        if (Claim is not { Expires: { } lifetime } claim)
        {
            throw new InvalidOperationException("A long-term key is looked up by its hash.");
        }

        if (lifetime > ShortTermLifetimeMax)
        {
            return SignatureErrors.InvalidBearerKey;
        }

        if (claim.SignedAt < clock.GetUtcNow() - lifetime)
        {
            return SignatureErrors.ExpiredBearerKey;
        }

        return verifier.Verify(_presigned, claim, secretAccessKey, new ExpectedScope("bedrock", region)) is null
            ? null
            : SignatureErrors.InvalidBearerKey;
    }

    /// <summary>Makes a short-term key, good for <paramref name="lifetime"/>.</summary>
    public static string CreateShortTerm(
        SigningCredentials credentials, string region, DateTimeOffset moment, TimeSpan lifetime)
    {
        var query = SignatureSigner.Presign(
            Presigned("Action=CallWithBearerToken"), credentials, region, "bedrock", moment, lifetime);
        return ShortTermPrefix + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Host}/?{query}{UnsignedSuffix}"));
    }

    private static BearerKey? ParseShortTerm(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64Chars(text.AsSpan(ShortTermPrefix.Length), bytes, out var count))
        {
            return null;
        }

        var url = Encoding.UTF8.GetString(bytes, 0, count);
        if (!url.StartsWith($"{Host}/?", StringComparison.Ordinal))
        {
            return null;
        }

        var query = url[(Host.Length + 2)..];
        if (query.EndsWith(UnsignedSuffix, StringComparison.Ordinal))
        {
            query = query[..^UnsignedSuffix.Length];
        }

        var presigned = Presigned(query);
        return query.Split('&').Contains("Action=CallWithBearerToken")
            && SignatureClaim.TryParse(presigned, out var claim, out _)
            ? new BearerKey(text, presigned, claim)
            : null;
    }

    private static RequestToVerify Presigned(string query) =>
        new("POST", "/", query, new HeaderDictionary { ["Host"] = Host }, ReadOnlyMemory<byte>.Empty);
}
