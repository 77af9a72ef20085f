using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Ganban.Protocol.EventStream;
using Ganban.Protocol.Signatures;
using static Ganban.Protocol.Tests.Pipeline.RequestPipelineTests;

namespace Ganban.Protocol.Tests.Pipeline;

public class EventPipelineTests
{
    private const string Path = "/model/a/invoke-with-bidirectional-stream";
    private const string Unsigned = "UNSIGNED-PAYLOAD";
    private const string SignedEvents = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Plain_events_come_in_and_go_out_in_order()
    {
        await using var server = await PipelineServer.Start();

        using var response = await server.Send(Path, _ => Frames("one", "two", "岩"), Unsigned);

        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.ToString());
        var messages = await Read(response);
        Assert.All(messages, message => Assert.Equal("chunk", message.EventType));
        Assert.Equal(["one", "two", "岩"], messages.Select(Text));
    }

    [Fact]
    public async Task Signed_events_are_unwrapped()
    {
        await using var server = await PipelineServer.Start();

        using var response = await server.Send(Path, claim => Signed(claim, "one", "two"), SignedEvents);

        Assert.Equal(["one", "two"], (await Read(response)).Select(Text));
    }

    [Fact]
    public async Task Events_that_are_signed_wrongly_or_as_a_plain_body_are_refused()
    {
        await using var server = await PipelineServer.Start();

        await AssertError(
            await server.Send(Path, claim => Signed(claim with { Signature = new string('0', 64) }, "one"), SignedEvents),
            403,
            "InvalidSignatureException",
            "does not match");
        await AssertError(await server.Send(Path, _ => Frames("one"), SignedEvents), 403, "InvalidSignatureException", ":chunk-signature");
        await AssertError(await server.Send(Path, _ => Frames("one"), null), 400, "IncompleteSignatureException", "sign themselves");
        await AssertError(
            await server.Send(Path, _ => Frames("one"), new string('a', 64)), 400, "IncompleteSignatureException", "sign themselves");
    }

    [Fact]
    public async Task A_broken_stream_of_events_is_the_callers_error()
    {
        await using var server = await PipelineServer.Start();
        var whole = Frames("one");
        var flipped = whole.ToArray();
        flipped[^1] ^= 1;

        await AssertError(await server.Send(Path, _ => flipped, Unsigned), 400, "ValidationException", "checksum");
        await AssertError(await server.Send(Path, _ => whole[..^3], Unsigned), 400, "ValidationException", "ends");
        await AssertError(await server.Send(Path, _ => new byte[100], Unsigned), 400, "ValidationException", "broken");
        await AssertError(await server.Send(Path, _ => Frame("novelty", "{}"), Unsigned), 400, "ValidationException", "novelty");
        await AssertError(await server.Send(Path, _ => Frame("chunk", "{"), Unsigned), 400, "ValidationException", "not valid JSON");
        await AssertError(await server.Send(Path, _ => Frame("chunk", """{"bytes":1}"""), Unsigned), 400, "ValidationException", "base64");
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task An_error_before_the_first_event_is_an_http_error()
    {
        await using var server = await PipelineServer.Start();

        await AssertError(await server.Send(Path, _ => Frames("throttle"), Unsigned), 429, "ThrottlingException", "Slower");
        await AssertError(await server.Send(Path, _ => Frames("fault"), Unsigned), 500, "InternalServerException", "internal error");
    }

    [Theory]
    [InlineData("throttle", "throttlingException", "Slower, please.")]
    [InlineData("fault", "internalServerException", "The server encountered an internal error. Try your request again.")]
    public async Task A_later_error_is_an_exception_frame_with_the_name_of_the_streams_member(string text, string type, string told)
    {
        await using var server = await PipelineServer.Start();

        using var response = await server.Send(Path, _ => Frames("one", text, "never"), Unsigned);

        var messages = await Read(response);
        Assert.Equal(2, messages.Count);
        Assert.Equal("one", Text(messages[0]));
        Assert.Equal("exception", Header(messages[1], ":message-type"));
        Assert.Equal(type, Header(messages[1], ":exception-type"));
        using var json = JsonDocument.Parse(messages[1].Payload);
        Assert.Equal(told, json.RootElement.GetProperty("message").GetString());
        Assert.Equal(text == "fault" ? 1 : 0, server.Faults.Count);
    }

    [Fact]
    public async Task A_later_error_that_the_stream_has_no_member_for_is_an_error_frame()
    {
        await using var server = await PipelineServer.Start();

        using var response = await server.Send(Path, _ => Frames("one", "quota"), Unsigned);

        var last = (await Read(response))[^1];
        Assert.Equal("error", Header(last, ":message-type"));
        Assert.Equal("ServiceQuotaExceededException", Header(last, ":error-code"));
    }

    [Fact]
    public async Task A_stream_that_breaks_later_ends_with_the_callers_error()
    {
        await using var server = await PipelineServer.Start();

        using var response = await server.Send(Path, _ => [.. Frames("one"), .. new byte[64]], Unsigned);

        Assert.Equal("validationException", Header((await Read(response))[^1], ":exception-type"));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Every_event_is_sent_when_it_happens()
    {
        await using var server = await PipelineServer.Start();
        using var response = await server.Send("/model/a/converse-stream", _ => "{}"u8.ToArray(), null);
        await using var events = Events(response).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(s_patience));
        Assert.Equal("messageStart", events.Current.EventType);
        server.Gate.Opened.SetResult();
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(s_patience));
        Assert.Equal("messageStop", events.Current.EventType);
        Assert.False(await events.MoveNextAsync().AsTask().WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_stopping_server_ends_running_streams_with_a_last_frame()
    {
        await using var server = await PipelineServer.Start();
        using var response = await server.Send("/model/a/converse-stream", _ => "{}"u8.ToArray(), null);
        await using var events = Events(response).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(s_patience));

        var stopped = server.Stop();

        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(s_patience));
        Assert.Equal("serviceUnavailableException", Header(events.Current, ":exception-type"));
        await stopped.WaitAsync(s_patience);
        Assert.Empty(server.Faults);
    }

    private static byte[] Frames(params string[] texts) =>
        [.. texts.SelectMany(text => Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}"}"""))];

    private static byte[] Frame(string type, string payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        EventStreamFrame.Write(buffer, [new(":event-type", type), new(":message-type", "event")], Encoding.UTF8.GetBytes(payload));
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Signed(SignatureClaim claim, params string[] texts)
    {
        var chain = new ChunkSignatureChain(PipelineServer.Secret, claim);
        var date = claim.SignedAt;
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var payload in texts.Select(text => Frames(text)).Append([]))
        {
            var signature = Convert.FromHexString(chain.NextEvent(date, payload));
            EventStreamFrame.Write(
                buffer,
                [new(":date", EventStreamValue.Timestamp(date)), new(":chunk-signature", EventStreamValue.Bytes(signature))],
                payload);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static IAsyncEnumerable<EventStreamMessage> Events(HttpResponseMessage response) =>
        new EventStreamReader(PipeReader.Create(response.Content.ReadAsStream())).ReadAllAsync();

    private static async Task<List<EventStreamMessage>> Read(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await Body(response)}");
        return await Events(response).ToListAsync();
    }

    private static async Task<string> Body(HttpResponseMessage response) =>
        response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync();

    private static string? Header(EventStreamMessage message, string name) => message.Find(name)?.AsString();

    private static string Text(EventStreamMessage message)
    {
        using var json = JsonDocument.Parse(message.Payload);
        return Encoding.UTF8.GetString(json.RootElement.GetProperty("bytes").GetBytesFromBase64());
    }
}
