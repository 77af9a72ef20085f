using System.Security.Cryptography;
using System.Text;

namespace Ganban.Inference.ModelStore;

/// <summary>
/// What a file must be: a SHA-256 of its bytes (large files), or the SHA-1 that git names a blob by (small files).
/// </summary>
internal static class Checksum
{
    private const int Sha256Digits = 64;
    private const int Sha1Digits = 40;

    /// <summary>The checksum in an entity tag, or null if it is something else.</summary>
    public static string? Of(string? tag)
    {
        var digits = tag?.Trim('"').ToLowerInvariant();
        return digits is { Length: Sha256Digits or Sha1Digits } && digits.All(char.IsAsciiHexDigitLower)
            ? digits
            : null;
    }

    /// <summary>Whether a file is what a checksum says.</summary>
    public static async Task<bool> Matches(string path, string checksum, CancellationToken cancellationToken) =>
        checksum == (checksum.Length == Sha256Digits
            ? await Sha256(path, cancellationToken)
            : await GitBlob(path, cancellationToken));

    /// <summary>The SHA-256 of a file in lower-case hexadecimal digits.</summary>
    public static async Task<string> Sha256(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private static async Task<string> GitBlob(string path, CancellationToken cancellationToken)
    {
#pragma warning disable CA5350 // It is the name that git gave; against an attacker the server's own word stands anyway.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        await using var stream = File.OpenRead(path);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {stream.Length}\0"));
        var buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
