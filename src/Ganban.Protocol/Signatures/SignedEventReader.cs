using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Ganban.Protocol.EventStream;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// Unwraps a signed event stream: each outer message carries <c>:date</c>, <c>:chunk-signature</c> and an inner
/// message, and one without payload ends the stream.
/// </summary>
/// <param name="source">The outer messages.</param>
/// <param name="chain">The chain that begins at the request's signature.</param>
/// <param name="clock">Tells which <c>:date</c> is too far off.</param>
public sealed class SignedEventReader(EventStreamReader source, ChunkSignatureChain chain, TimeProvider clock)
{
    /// <summary>The inner messages, each handed out only after its signature proved right.</summary>
    /// <exception cref="ChunkSignatureException">
    /// A message is unsigned, wrongly signed, or the last one is missing.
    /// </exception>
    /// <exception cref="EventStreamException">A message, outer or inner, is garbled.</exception>
    public async IAsyncEnumerable<EventStreamMessage> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var signed in source.ReadAllAsync(cancellationToken))
        {
            Check(signed);
            if (signed.Payload.IsEmpty)
            {
                yield break;
            }

            var inner = new EventStreamReader(PipeReader.Create(new ReadOnlySequence<byte>(signed.Payload)));
            await foreach (var message in inner.ReadAllAsync(cancellationToken))
            {
                yield return message;
            }
        }

        throw new ChunkSignatureException("The event stream ends without the empty signed message that closes it.");
    }

    private void Check(EventStreamMessage signed)
    {
        var foundDate = signed.Find(EventStreamHeaderNames.Date);
        var foundSignature = signed.Find(EventStreamHeaderNames.ChunkSignature);
        if (foundDate is not { Type: EventStreamHeaderType.Timestamp } date
            || foundSignature is not { Type: EventStreamHeaderType.Bytes } signature)
        {
            throw new ChunkSignatureException("An event carries no :date or no :chunk-signature.");
        }

        var now = clock.GetUtcNow();
        if (date.Bits64 > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || (date.AsTimestamp() - now).Duration() > SignatureVerifier.SkewMax)
        {
            throw new ChunkSignatureException("An event's :date is more than five minutes away from now.");
        }

        var expected = chain.NextEvent(date.AsTimestamp(), signed.Payload.Span);
        if (!SigV4.SignaturesEqual(expected, Convert.ToHexStringLower(signature.AsBytes())))
        {
            throw new ChunkSignatureException("An event's signature does not match its content.");
        }
    }
}
