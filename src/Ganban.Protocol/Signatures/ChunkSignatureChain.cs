using Ganban.Protocol.EventStream;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// The chain of signatures behind a signed body: each covers its chunk and the signature before it, the first the
/// request's own. Every call moves the chain on and returns the signature that its chunk must carry; signing and
/// verifying are therefore the same, and after one wrong chunk all later ones are wrong. Not thread-safe.
/// </summary>
public sealed class ChunkSignatureChain
{
    private readonly string _secretAccessKey;
    private readonly string _timestamp;
    private CredentialScope _scope;
    private byte[] _key;
    private string _previous;

    /// <summary>A chain that begins at a request's signature, which has to be verified already.</summary>
    /// <param name="secretAccessKey">The secret the request was signed with.</param>
    /// <param name="claim">The request's signature.</param>
    public ChunkSignatureChain(string secretAccessKey, SignatureClaim claim)
    {
        _secretAccessKey = secretAccessKey;
        _timestamp = claim.Timestamp;
        _scope = claim.Scope;
        _key = SigV4.DeriveKey(secretAccessKey, claim.Scope);
        _previous = claim.Signature;
    }

    /// <summary>The signature of the next chunk of an aws-chunked body; the last chunk is empty.</summary>
    /// <param name="chunkHash">The SHA-256 of the chunk's bytes.</param>
    public string NextChunk(ReadOnlySpan<byte> chunkHash) => _previous = SigV4.Sign(
        _key,
        $"AWS4-HMAC-SHA256-PAYLOAD\n{_timestamp}\n{_scope}\n{_previous}\n{SigV4.EmptyHash}\n" +
        Convert.ToHexStringLower(chunkHash));

    /// <summary>The signature of the trailer.</summary>
    /// <param name="trailer">The trailing headers, each as <c>name:value</c> and a line feed.</param>
    public string NextTrailer(ReadOnlySpan<byte> trailer) => _previous = SigV4.Sign(
        _key, $"AWS4-HMAC-SHA256-TRAILER\n{_timestamp}\n{_scope}\n{_previous}\n{SigV4.HashHex(trailer)}");

    /// <summary>The signature of the next message of an event stream; the last message has no payload.</summary>
    /// <param name="date">
    /// The message's <c>:date</c>; its day also names the scope, so a stream may run past midnight.
    /// </param>
    /// <param name="payload">The message's payload: a whole message in turn.</param>
    public string NextEvent(DateTimeOffset date, ReadOnlySpan<byte> payload)
    {
        var timestamp = SigV4.FormatTimestamp(date);
        if (!timestamp.StartsWith(_scope.Date, StringComparison.Ordinal))
        {
            _scope = _scope with { Date = timestamp[..8] };
            _key = SigV4.DeriveKey(_secretAccessKey, _scope);
        }

        var headers = EventStreamFrame.EncodeHeaders(
            [new EventStreamHeader(EventStreamHeaderNames.Date, EventStreamValue.Timestamp(date))]);
        return _previous = SigV4.Sign(
            _key,
            $"AWS4-HMAC-SHA256-PAYLOAD\n{timestamp}\n{_scope}\n{_previous}\n{SigV4.HashHex(headers)}\n" +
            SigV4.HashHex(payload));
    }
}
