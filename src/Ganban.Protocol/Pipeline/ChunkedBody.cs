using System.IO.Pipelines;
using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Signatures;

namespace Ganban.Protocol.Pipeline;

/// <summary>Undoes the aws-chunked encoding, in which a caller signs a body piece by piece.</summary>
internal static class ChunkedBody
{
    private const string Encoding = "aws-chunked";

    /// <summary>The body without its chunks' frames; a body that is not chunked comes back as it is.</summary>
    /// <exception cref="ModelledException">The encoding is broken, or a chunk is not signed rightly.</exception>
    public static async Task<ReadOnlyMemory<byte>> Decode(
        ReadOnlyMemory<byte> body,
        Authentication authentication,
        int bytesMax,
        CancellationToken cancellationToken)
    {
        if (authentication.PayloadMode is not (PayloadMode.SignedChunks
            or PayloadMode.SignedChunksAndTrailer
            or PayloadMode.UnsignedChunksAndTrailer))
        {
            return body;
        }

        var chunks = new AwsChunkedBody(PipeReader.Create(new(body)), new AwsChunkedOptions
        {
            DecodedBytesMax = bytesMax,
            Chain = authentication.Chain,
            HasTrailer = authentication.PayloadMode != PayloadMode.SignedChunks,
        });
        using var decoded = new MemoryStream();
        try
        {
            await chunks.CopyToAsync(PipeWriter.Create(decoded, new(leaveOpen: true)), cancellationToken);
            return decoded.ToArray();
        }
        catch (AwsChunkedException e)
        {
            throw new ModelledException("ValidationException", 400, "The aws-chunked body is broken: " + e.Message, e);
        }
        catch (ChunkSignatureException e)
        {
            throw new ModelledException("InvalidSignatureException", 403, e.Message, e);
        }
    }

    /// <summary>What the Content-Encoding header says besides aws-chunked.</summary>
    public static string WithoutChunks(string contentEncoding) => string.Join(
        ',',
        contentEncoding
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(encoding => encoding != Encoding));
}
