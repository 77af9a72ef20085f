using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// The steps of AWS Signature Version 4 as small functions:
/// canonical request → string to sign → signing key → signature.
/// Source: "Create a signed AWS API request", IAM user guide.
/// </summary>
public static class SigV4
{
    /// <summary>The only algorithm spoken here.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The SHA-256 of nothing, in hexadecimal.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The form of <c>x-amz-date</c>, always UTC.</summary>
    public const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The SHA-256 of <paramref name="bytes"/> in lower-case hexadecimal.</summary>
    public static string HashHex(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>A moment as it is signed.</summary>
    public static string FormatTimestamp(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(TimestampFormat, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// Step 1, the canonical request as UTF-8: method, path, query, headers, their names, the body's hash, a line each.
    /// </summary>
    /// <param name="output">Where it is appended.</param>
    /// <param name="request">The request as received; its body is not looked at.</param>
    /// <param name="signedHeaders">Lower-case header names in signing order.</param>
    /// <param name="service">The signing name; <c>s3</c> signs paths by a rule of its own.</param>
    /// <param name="presigned">Whether the query carries the signature, which is then left out of it.</param>
    /// <param name="contentHash">The last line: the body's hash or the word for how it is signed.</param>
    public static void WriteCanonicalRequest(
        IBufferWriter<byte> output,
        in RequestToVerify request,
        IReadOnlyList<string> signedHeaders,
        string service,
        bool presigned,
        string contentHash)
    {
        Write(output, request.Method);
        output.Write("\n"u8);
        CanonicalPath.Write(output, request.RawPath, service);
        output.Write("\n"u8);
        CanonicalQuery.Write(output, request.RawQuery, presigned);
        output.Write("\n"u8);
        CanonicalHeaders.Write(output, request.Headers, signedHeaders);
        output.Write("\n"u8);
        Write(output, string.Join(';', signedHeaders));
        output.Write("\n"u8);
        Write(output, contentHash);
    }

    /// <summary>Step 2, the string to sign.</summary>
    /// <param name="timestamp">The moment of signing in <see cref="TimestampFormat"/>.</param>
    /// <param name="scope">The credential scope.</param>
    /// <param name="canonicalRequest">The result of step 1.</param>
    public static string StringToSign(
        string timestamp, in CredentialScope scope, ReadOnlySpan<byte> canonicalRequest) =>
        $"{Algorithm}\n{timestamp}\n{scope}\n{HashHex(canonicalRequest)}";

    /// <summary>Step 3, the signing key (32 bytes) of a secret for one scope: four HMACs, one over each part.</summary>
    public static byte[] DeriveKey(string secretAccessKey, in CredentialScope scope)
    {
        var key = new byte[HMACSHA256.HashSizeInBytes];
        var secret = Encoding.UTF8.GetBytes($"AWS4{secretAccessKey}");
        Hmac(secret, scope.Date, key);
        CryptographicOperations.ZeroMemory(secret);
        Hmac(key, scope.Region, key);
        Hmac(key, scope.Service, key);
        Hmac(key, CredentialScope.Terminator, key);
        return key;
    }

    /// <summary>Step 4, the signature in lower-case hexadecimal.</summary>
    public static string Sign(ReadOnlySpan<byte> signingKey, string stringToSign)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hmac(signingKey, stringToSign, signature);
        return Convert.ToHexStringLower(signature);
    }

    /// <summary>Compares two signatures in a time that does not tell where they differ.</summary>
    public static bool SignaturesEqual(string calculated, string claimed) => CryptographicOperations.FixedTimeEquals(
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(calculated.AsSpan()),
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(claimed.AsSpan()));

    internal static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text) =>
        Encoding.UTF8.GetBytes(text, output);

    private static void Hmac(ReadOnlySpan<byte> key, string text, Span<byte> destination)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        byte[]? rented = null;
        var bytes = length <= 512 ? stackalloc byte[512] : (rented = ArrayPool<byte>.Shared.Rent(length));
        HMACSHA256.HashData(key, bytes[..Encoding.UTF8.GetBytes(text, bytes)], destination);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
