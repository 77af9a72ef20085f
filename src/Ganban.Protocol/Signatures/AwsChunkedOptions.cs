namespace Ganban.Protocol.Signatures;

/// <summary>What an aws-chunked body must be like.</summary>
public sealed record AwsChunkedOptions
{
    /// <summary>
    /// The value of <c>x-amz-decoded-content-length</c>, which the decoded bytes must meet; null where it is not sent.
    /// </summary>
    public long? DecodedBytes { get; init; }

    /// <summary>The most decoded bytes accepted.</summary>
    public required long DecodedBytesMax { get; init; }

    /// <summary>Verifies each chunk; null where chunks are not signed.</summary>
    public ChunkSignatureChain? Chain { get; init; }

    /// <summary>Whether a trailer, and with a chain its signature, follows the last chunk.</summary>
    public bool HasTrailer { get; init; }
}
