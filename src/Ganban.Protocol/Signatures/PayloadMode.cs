namespace Ganban.Protocol.Signatures;

/// <summary>How a signature covers the body, after the value of <c>x-amz-content-sha256</c>.</summary>
public enum PayloadMode
{
    /// <summary>No header says; the SHA-256 of the body itself is signed.</summary>
    ComputedFromBody,

    /// <summary>The header holds the body's SHA-256 in hexadecimal.</summary>
    StatedHash,

    /// <summary><c>UNSIGNED-PAYLOAD</c>: the body is not covered.</summary>
    Unsigned,

    /// <summary><c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD</c>: an aws-chunked body whose chunks are signed.</summary>
    SignedChunks,

    /// <summary><c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER</c>: signed chunks and a signed trailer.</summary>
    SignedChunksAndTrailer,

    /// <summary>
    /// <c>STREAMING-UNSIGNED-PAYLOAD-TRAILER</c>: an aws-chunked body with a trailer, neither signed.
    /// </summary>
    UnsignedChunksAndTrailer,

    /// <summary><c>STREAMING-AWS4-HMAC-SHA256-EVENTS</c>: an event stream whose messages are signed.</summary>
    SignedEvents,
}
