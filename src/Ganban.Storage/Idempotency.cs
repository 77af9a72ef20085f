using System.Security.Cryptography;

namespace Ganban.Storage;

/// <summary>A client's idempotency token together with what it was sent for.</summary>
/// <param name="Token">The client's token, 1 to 256 characters.</param>
/// <param name="Fingerprint">Digest of the request, 1 to 128 characters; equal for equal requests.</param>
public sealed record Idempotency(string Token, string Fingerprint)
{
    /// <summary>Token of a request, given as bytes that do not depend on the token itself.</summary>
    public static Idempotency Of(string token, ReadOnlySpan<byte> request) =>
        new(token, Convert.ToHexStringLower(SHA256.HashData(request)));
}
