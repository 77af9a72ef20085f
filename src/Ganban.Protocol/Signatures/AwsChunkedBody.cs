using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// Decodes a body sent as <c>Content-Encoding: aws-chunked</c>:
/// <c>hex-size[;chunk-signature=…] CRLF bytes CRLF … 0[;chunk-signature=…] CRLF [name:value CRLF …] CRLF</c>.
/// Bytes flow through as they arrive, whatever a chunk's size, so a chunk's signature is known only after its bytes:
/// what was copied may be kept only when <see cref="CopyToAsync"/> has returned without an exception.
/// </summary>
/// <param name="input">The encoded body.</param>
/// <param name="options">What it must be like.</param>
public sealed class AwsChunkedBody(PipeReader input, AwsChunkedOptions options)
{
    private const int LineBytesMax = 4096;
    private const int TrailersMax = 16;
    private const string TrailerSignature = "x-amz-trailer-signature";
    private long _decodedBytes;

    /// <summary>
    /// Copies the decoded bytes and returns the trailing headers, such as <c>x-amz-checksum-crc32</c> (names in lower
    /// case).
    /// </summary>
    /// <param name="output">Where the bytes go; it is flushed but not completed.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <exception cref="AwsChunkedException">The body is malformed, breaks a limit or ends too early.</exception>
    /// <exception cref="ChunkSignatureException">A chunk or the trailer is not signed rightly.</exception>
    public async Task<IReadOnlyDictionary<string, string>> CopyToAsync(
        PipeWriter output, CancellationToken cancellationToken = default)
    {
        long chunkBytes;
        do
        {
            (chunkBytes, var signature) = ReadSize(await ReadLineAsync(cancellationToken));
            using var hash = options.Chain is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await CopyChunkAsync(output, chunkBytes, hash, cancellationToken);
            CheckChunk(hash, signature);
            if (chunkBytes > 0 && await ReadLineAsync(cancellationToken) != "")
            {
                throw new AwsChunkedException("A chunk is longer than its stated size.");
            }
        }
        while (chunkBytes > 0);

        if (options.DecodedBytes is { } stated && stated != _decodedBytes)
        {
            throw new AwsChunkedException(
                $"x-amz-decoded-content-length says {stated} bytes; the body holds {_decodedBytes}.");
        }

        return await ReadTrailersAsync(cancellationToken);
    }

    private (long Bytes, string? Signature) ReadSize(string line)
    {
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var size = semicolon < 0 ? line : line[..semicolon];
        if (size.Length is 0 or > 15
            || !long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bytes))
        {
            throw new AwsChunkedException("A chunk does not begin with its size in hexadecimal.");
        }

        if (bytes > options.DecodedBytesMax - _decodedBytes)
        {
            throw new AwsChunkedException($"The body holds more than {options.DecodedBytesMax} bytes.");
        }

        _decodedBytes += bytes;
        const string SignatureParameter = ";chunk-signature=";
        var hasSignature =
            semicolon >= 0 && line.AsSpan(semicolon).StartsWith(SignatureParameter, StringComparison.Ordinal);
        return (bytes, hasSignature ? line[(semicolon + SignatureParameter.Length)..].Trim() : null);
    }

    private async Task CopyChunkAsync(
        PipeWriter output, long bytes, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            var result = await input.ReadAsync(cancellationToken);
            var piece = result.Buffer.Slice(0, Math.Min(bytes, result.Buffer.Length));
            foreach (var segment in piece)
            {
                hash?.AppendData(segment.Span);
                output.Write(segment.Span);
            }

            bytes -= piece.Length;
            input.AdvanceTo(piece.End);
            if (bytes > 0 && result.IsCompleted)
            {
                throw new AwsChunkedException("The body ends inside a chunk.");
            }

            await output.FlushAsync(cancellationToken);
        }
    }

    private void CheckChunk(IncrementalHash? hash, string? signature)
    {
        if (options.Chain is { } chain
            && !SigV4.SignaturesEqual(chain.NextChunk(hash!.GetHashAndReset()), signature ?? ""))
        {
            throw new ChunkSignatureException("A chunk's signature does not match its content.");
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadTrailersAsync(CancellationToken cancellationToken)
    {
        var trailers = new Dictionary<string, string>(StringComparer.Ordinal);
        var signed = new StringBuilder();
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (!options.HasTrailer || colon <= 0 || trailers.Count == TrailersMax)
            {
                throw new AwsChunkedException("Behind the last chunk stand bytes that are no announced trailer.");
            }

            var (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (!trailers.TryAdd(name, value))
            {
                throw new AwsChunkedException($"The trailer '{name}' occurs twice.");
            }

            if (name != TrailerSignature)
            {
                signed.Append(name).Append(':').Append(value).Append('\n');
            }
        }

        trailers.Remove(TrailerSignature, out var signature);
        if (options is { HasTrailer: true, Chain: { } chain }
            && !SigV4.SignaturesEqual(chain.NextTrailer(Encoding.UTF8.GetBytes(signed.ToString())), signature ?? ""))
        {
            throw new ChunkSignatureException("The trailer's signature does not match its content.");
        }

        return trailers;
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var bytes = buffer.Slice(0, end);
                var line = bytes.Length <= LineBytesMax ? Encoding.UTF8.GetString(bytes) : throw TooLong();
                input.AdvanceTo(buffer.GetPosition(1, end));
                return line.TrimEnd('\r');
            }

            var length = buffer.Length;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (length > LineBytesMax)
            {
                throw TooLong();
            }

            if (result.IsCompleted)
            {
                throw new AwsChunkedException("The body ends before its last chunk.");
            }
        }
    }

    private static AwsChunkedException TooLong() => new($"A line of the body is longer than {LineBytesMax} bytes.");
}
