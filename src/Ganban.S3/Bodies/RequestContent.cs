using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Ganban.Contracts;
using Ganban.Protocol.Signatures;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.Storage.Objects;

namespace Ganban.S3.Bodies;

/// <summary>
/// The content that a request carries: passed on as it arrives, without the frames of aws-chunked, and checked at its
/// end against everything that the caller said of it: signatures of chunks, SHA-256, MD5, a checksum in a header or a
/// trailer.
/// </summary>
internal sealed class RequestContent(S3Request request, long bytesMax, Func<ModelledException> tooLarge)
{
    /// <summary>The most bytes of an object or a part that is sent at once: 5 GiB.</summary>
    public const long ObjectBytesMax = 5L << 30;

    private const int Md5Bytes = 16;

    /// <summary>The fewest bytes that it may have.</summary>
    public long BytesMin { get; init; }

    /// <summary>Content of an object or a part, up to 5 GiB.</summary>
    public static RequestContent OfObject(S3Request request) => new(request, ObjectBytesMax, S3Errors.EntityTooLarge);

    /// <summary>Copies the content.</summary>
    /// <returns>The checksum that was stated, and is true; null for none.</returns>
    /// <exception cref="ModelledException">
    /// It is not what it was said to be; what was copied must not be kept.
    /// </exception>
    public async Task<ObjectChecksum?> CopyTo(Stream destination, CancellationToken cancellationToken)
    {
        var stated = ChecksumField.Stated(request);
        var trailer = Trailer();
        var contentMd5 = ContentMd5();
        var length = DecodedLength();
        if ((length ?? request.Http.Request.ContentLength) > bytesMax)
        {
            throw tooLarge();
        }

        var algorithm = stated?.Algorithm ?? trailer;
        using var checksum = algorithm is { } known ? ChecksumCalculator.Create(known) : null;
        using var sha256 = request.Authentication.PayloadMode == PayloadMode.StatedHash
            ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
            : null;
        using var md5 = contentMd5 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await using var content = new CheckedStream(destination, bytesMax, tooLarge)
        {
            Checksum = checksum,
            Sha256 = sha256,
            Md5 = md5,
        };
        var trailers = await Copy(content, length, cancellationToken);
        if (content.Length < BytesMin)
        {
            throw S3Errors.EntityTooSmall();
        }

        if (sha256 is not null
            && Convert.ToHexStringLower(sha256.GetHashAndReset()) != request.Authentication.ContentHash)
        {
            throw S3Errors.ContentHashMismatch();
        }

        if (md5 is not null && !md5.GetHashAndReset().AsSpan().SequenceEqual(contentMd5))
        {
            throw S3Errors.BadDigest("Content-MD5");
        }

        return checksum is null ? null : Compare(algorithm!.Value, checksum.Finish(), stated?.Value, trailers);
    }

    private static ObjectChecksum Compare(
        ChecksumAlgorithm algorithm, string calculated, string? stated, IReadOnlyDictionary<string, string> trailers)
    {
        var expected = stated
            ?? trailers.GetValueOrDefault(ChecksumField.Header(algorithm))
            ?? throw S3Errors.MalformedTrailer("The trailer that x-amz-trailer announces is missing.");
        return expected == calculated
            ? new ObjectChecksum(algorithm, calculated)
            : throw S3Errors.BadDigest(ChecksumField.Name(algorithm));
    }

    private async Task<IReadOnlyDictionary<string, string>> Copy(
        CheckedStream content, long? length, CancellationToken cancellationToken)
    {
        var mode = request.Authentication.PayloadMode;
        var body = request.Http.Request.BodyReader;
        if (mode is not (PayloadMode.SignedChunks
            or PayloadMode.SignedChunksAndTrailer
            or PayloadMode.UnsignedChunksAndTrailer))
        {
            await body.CopyToAsync(content, cancellationToken);
            return new Dictionary<string, string>();
        }

        var chunks = new AwsChunkedBody(body, new AwsChunkedOptions
        {
            DecodedBytes = length,
            DecodedBytesMax = bytesMax,
            Chain = request.Authentication.Chain,
            HasTrailer = mode != PayloadMode.SignedChunks,
        });
        var writer = PipeWriter.Create(content, new StreamPipeWriterOptions(leaveOpen: true));
        try
        {
            var trailers = await chunks.CopyToAsync(writer, cancellationToken);
            await writer.CompleteAsync();
            return trailers;
        }
        catch (AwsChunkedException e)
        {
            throw S3Errors.IncompleteBody(e);
        }
        catch (ChunkSignatureException e)
        {
            throw S3Errors.SignatureDoesNotMatch(e);
        }
    }

    private ChecksumAlgorithm? Trailer()
    {
        var announced = request.Header("x-amz-trailer");
        return announced is null ? null
            : ChecksumField.OfHeader(announced)
                ?? throw S3Errors.InvalidRequest("The value specified in the x-amz-trailer header is not supported");
    }

    private byte[]? ContentMd5()
    {
        if (request.Header("Content-MD5") is not { } text)
        {
            return null;
        }

        var bytes = new byte[Md5Bytes];
        return Convert.TryFromBase64String(text, bytes, out var count) && count == Md5Bytes
            ? bytes
            : throw S3Errors.InvalidDigest();
    }

    private long? DecodedLength()
    {
        var text = request.Header("x-amz-decoded-content-length");
        return text is null ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
            : throw S3Errors.InvalidArgument("x-amz-decoded-content-length must be a number of bytes.");
    }
}
