using Ganban.Contracts;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.Storage.Objects;

namespace Ganban.S3.Bodies;

/// <summary>The names that checksums have in headers, trailers and documents.</summary>
internal static class ChecksumField
{
    private const string HeaderPrefix = "x-amz-checksum-";

    // Headers of that prefix that are no checksums.
    private static readonly string[] s_settings = ["algorithm", "mode", "type"];

    private static readonly (ChecksumAlgorithm Algorithm, string Name)[] s_names =
    [
        (ChecksumAlgorithm.Crc32, "CRC32"),
        (ChecksumAlgorithm.Crc32C, "CRC32C"),
        (ChecksumAlgorithm.Crc64Nvme, "CRC64NVME"),
        (ChecksumAlgorithm.Sha1, "SHA1"),
        (ChecksumAlgorithm.Sha256, "SHA256"),
        (ChecksumAlgorithm.Sha512, "SHA512"),
        (ChecksumAlgorithm.Md5, "MD5"),
        (ChecksumAlgorithm.XxHash64, "XXHASH64"),
        (ChecksumAlgorithm.XxHash3, "XXHASH3"),
        (ChecksumAlgorithm.XxHash128, "XXHASH128"),
    ];

    /// <summary><c>x-amz-checksum-crc32</c>.</summary>
    public static string Header(ChecksumAlgorithm algorithm) => HeaderPrefix + Name(algorithm).ToLowerInvariant();

    /// <summary><c>ChecksumCRC32</c>.</summary>
    public static string Element(ChecksumAlgorithm algorithm) => "Checksum" + Name(algorithm);

    /// <summary><c>CRC32</c>.</summary>
    public static string Name(ChecksumAlgorithm algorithm) => s_names.First(entry => entry.Algorithm == algorithm).Name;

    /// <summary>The kind of checksum, <c>COMPOSITE</c> or <c>FULL_OBJECT</c>.</summary>
    public static string Type(bool isComposite) => isComposite ? "COMPOSITE" : "FULL_OBJECT";

    /// <summary>The algorithm of a name such as <c>CRC32</c>.</summary>
    public static ChecksumAlgorithm Parse(string name)
    {
        foreach (var (algorithm, known) in s_names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return algorithm;
            }
        }

        throw Unknown();
    }

    /// <summary>The algorithm of a header or trailer; null if it is no checksum's.</summary>
    public static ChecksumAlgorithm? OfHeader(string header) =>
        s_names.Where(entry => Header(entry.Algorithm).Equals(header.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(entry => (ChecksumAlgorithm?)entry.Algorithm)
            .FirstOrDefault();

    /// <summary>The checksum that the request's headers state; null for none.</summary>
    public static ObjectChecksum? Stated(S3Request request)
    {
        if (request.Http.Request.Headers.Keys.Any(IsUnknown))
        {
            throw Unknown();
        }

        var found = s_names
            .Where(entry => request.Header(Header(entry.Algorithm)) is not null)
            .Select(entry => new ObjectChecksum(entry.Algorithm, request.Header(Header(entry.Algorithm))!))
            .ToList();
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }

    /// <summary>Adds the checksum to the response's headers.</summary>
    public static void Write(S3Request request, ObjectChecksum? checksum)
    {
        if (checksum is not null)
        {
            request.Response.Headers[Header(checksum.Algorithm)] = checksum.Value;
            request.Response.Headers["x-amz-checksum-type"] = Type(checksum.IsComposite);
        }
    }

    // What is not known could not be verified.
    private static bool IsUnknown(string header) =>
        header.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)
        && !s_settings.Contains(header[HeaderPrefix.Length..], StringComparer.OrdinalIgnoreCase)
        && OfHeader(header) is null;

    private static ModelledException Unknown() => S3Errors.InvalidRequest(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
        + $"[{string.Join(", ", s_names.Select(entry => entry.Name))}]");
}
