using System.Buffers;
using System.IO.Pipelines;
using Ganban.Protocol.EventStream;
using Ganban.Protocol.Signatures;
using static Ganban.Protocol.Tests.Signatures.SignatureSamples;

namespace Ganban.Protocol.Tests.Signatures;

public class SignedEventReaderTests
{
    [Fact]
    public async Task Signed_events_are_unwrapped_in_order()
    {
        var messages = await ReadAsync(Wrap(Moment, "one", "two", null));
        Assert.Equal(
            ["one", "two"], messages.Select(message => System.Text.Encoding.UTF8.GetString(message.Payload.Span)));
        Assert.All(messages, message => Assert.Equal("chunk", message.EventType));
    }

    [Fact]
    public async Task A_stream_may_run_past_midnight()
    {
        var midnight = new DateTimeOffset(2015, 8, 31, 0, 0, 0, TimeSpan.Zero);
        Assert.Single(await ReadAsync(Wrap(midnight.AddSeconds(1), "one", null), midnight));
    }

    [Fact]
    public async Task Left_out_repeated_or_cut_off_events_are_noticed()
    {
        var whole = Wrap(Moment, "one", "two", null);
        await Assert.ThrowsAsync<ChunkSignatureException>(() => ReadAsync(whole[1..]));
        await Assert.ThrowsAsync<ChunkSignatureException>(() => ReadAsync([whole[0], whole[0], whole[1], whole[2]]));
        await Assert.ThrowsAsync<ChunkSignatureException>(() => ReadAsync(whole[..2]));
        await Assert.ThrowsAsync<ChunkSignatureException>(
            () => ReadAsync([whole[0] with { Payload = whole[1].Payload }]));
        await Assert.ThrowsAsync<ChunkSignatureException>(
            () => ReadAsync([new EventStreamMessage([], whole[0].Payload)]));
    }

    [Fact]
    public async Task An_event_dated_more_than_five_minutes_off_is_refused() =>
        await Assert.ThrowsAsync<ChunkSignatureException>(() => ReadAsync(Wrap(Moment.AddSeconds(301), "one", null)));

    [Fact]
    public void The_signature_covers_what_the_specification_says()
    {
        // Computed with Python's hmac and hashlib from the formula of the event stream signing specification.
        var signature = Chain().NextEvent(Moment, "payload"u8);
        Assert.Equal("e8a2ec60640825209884328071f19af2a5c682ef428847358cce93a39fd7b180", signature);
    }

    private static EventStreamMessage[] Wrap(DateTimeOffset date, params string?[] payloads)
    {
        var chain = Chain();
        return [.. payloads.Select(payload =>
        {
            var inner = new ArrayBufferWriter<byte>();
            if (payload is not null)
            {
                EventStreamFrame.Write(
                    inner,
                    [new(EventStreamHeaderNames.EventType, "chunk")],
                    System.Text.Encoding.UTF8.GetBytes(payload));
            }

            var signature = Convert.FromHexString(chain.NextEvent(date, inner.WrittenSpan));
            return new EventStreamMessage(
                [
                    new(EventStreamHeaderNames.Date, EventStreamValue.Timestamp(date)),
                    new(EventStreamHeaderNames.ChunkSignature, EventStreamValue.Bytes(signature)),
                ],
                inner.WrittenMemory);
        })];
    }

    private static async Task<List<EventStreamMessage>> ReadAsync(
        EventStreamMessage[] signed, DateTimeOffset? now = null)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var message in signed)
        {
            EventStreamFrame.Write(bytes, [.. message.Headers], message.Payload.Span);
        }

        var source = new EventStreamReader(PipeReader.Create(new ReadOnlySequence<byte>(bytes.WrittenMemory)));
        return await new SignedEventReader(source, Chain(), new FixedClock(now ?? Moment)).ReadAllAsync().ToListAsync();
    }

    private static ChunkSignatureChain Chain() => new(Secret, new SignatureClaim
    {
        AccessKeyId = "AKIDEXAMPLE",
        Scope = new CredentialScope("20150830", "us-east-1", "bedrock"),
        SignedHeaders = ["host"],
        Signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        SignedAt = Moment,
        PayloadMode = PayloadMode.SignedEvents,
    });
}
