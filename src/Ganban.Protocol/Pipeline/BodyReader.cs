using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Ganban.Contracts;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Pipeline;

/// <summary>Reads request bodies within their limit.</summary>
public static class BodyReader
{
    private const int FirstBufferBytes = 64 * 1024;
    private const int GzipBytesMin = 18;

    /// <summary>Reads the body as it was sent.</summary>
    /// <exception cref="ModelledException">It is larger than <paramref name="bytesMax"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> Read(
        HttpRequest request,
        int bytesMax,
        CancellationToken cancellationToken)
    {
        if (request.ContentLength > bytesMax)
        {
            throw TooLarge(bytesMax);
        }

        // A stated length is a claim of somebody not yet known: the buffer grows with what really arrives.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 4096, 256, FirstBufferBytes));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
            {
                body.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (body.WrittenCount > bytesMax)
            {
                throw TooLarge(bytesMax);
            }

            if (read.IsCompleted)
            {
                return body.WrittenMemory;
            }
        }
    }

    /// <summary>Undoes the body's content encoding.</summary>
    /// <exception cref="ModelledException">It is none that is known, is broken, or holds too much.</exception>
    public static async Task<ReadOnlyMemory<byte>> Decompress(
        ReadOnlyMemory<byte> body,
        string? encoding,
        int bytesMax,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(encoding) || encoding == "identity" || body.IsEmpty)
        {
            return body;
        }

        if (encoding != "gzip")
        {
            throw new ModelledException(
                "ValidationException", 400, $"The content encoding '{encoding}' is not supported. Send the body as it is or with gzip.");
        }

        try
        {
            await using var gzip = new GZipStream(
                new MemoryStream(body.ToArray(), writable: false), CompressionMode.Decompress);
            var plain = new MemoryStream();
            var chunk = new byte[16 * 1024];
            int count;
            while ((count = await gzip.ReadAsync(chunk, cancellationToken)) > 0)
            {
                plain.Write(chunk, 0, count);
                if (plain.Length > bytesMax)
                {
                    throw TooLarge(bytesMax);
                }
            }

            return IsWhole(body.Span, plain.Length)
                ? plain.GetBuffer().AsMemory(0, (int)plain.Length)
                : throw new InvalidDataException("The body breaks off.");
        }
        catch (InvalidDataException e)
        {
            throw new ModelledException(
                "ValidationException", 400, "The body is not valid gzip. Send it whole and unchanged.", e);
        }
    }

    // The stream takes a body that breaks off for one that ends: the length at the end of the last bytes tells (RFC
    // 1952, ISIZE).
    private static bool IsWhole(ReadOnlySpan<byte> gzip, long plainLength) =>
        gzip.Length >= GzipBytesMin && BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]) == plainLength;

    private static ModelledException TooLarge(int bytesMax) =>
        new(
            "RequestEntityTooLargeException",
            413,
            $"The request's body is larger than {bytesMax} bytes. Send less at once.");
}
