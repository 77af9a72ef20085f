using System.IO.Pipelines;
using Ganban.Protocol.EventStream;

namespace Ganban.Protocol.Tests.EventStream;

/// <summary>Frames computed with an independent encoder and read back by botocore's decoder.</summary>
public class EventStreamGoldenTests
{
    private const string Empty = "000000100000000005c248eb7d98c8ff";

    private const string Chunk =
        "0000006b0000004b6ace012d0b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d747970650700" +
        "106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573223a" +
        "226533303d227d3651dbfe";

    private const string Exception =
        "000000b0000000614f5086b30f3a657863657074696f6e2d747970650700137468726f74746c696e6745786365707469" +
        "6f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970" +
        "65070009657863657074696f6e7b226d657373616765223a22546f6f206d616e7920746f6b656e732c20706c65617365" +
        "2077616974206265666f726520747279696e6720616761696e2e227df70ae57f";

    private const string Error =
        "000000750000006569c825010b3a6572726f722d636f646507000d496e7465726e616c4572726f720e3a6572726f722d" +
        "6d657373616765070021416e20696e7465726e616c20736572766572206572726f72206f636375727265640d3a6d6573" +
        "736167652d747970650700056572726f72b014c750";

    private const string EveryHeaderType =
        "00000069000000527465fa8d017400016601016202fe016803fed4016904fffeee90016c05fffffffed5fa0e00017806" +
        "00030001020173070006e5b2a9e79ba40164080000014f7e9b6ffb0175090102030405060708090a0b0c0d0e0f107061" +
        "796c6f6164cf2bcabe";

    private static readonly EventStreamHeader[] s_everyHeaderType =
    [
        new("t", EventStreamValue.Boolean(true)),
        new("f", EventStreamValue.Boolean(false)),
        new("b", EventStreamValue.Byte(-2)),
        new("h", EventStreamValue.Int16(-300)),
        new("i", EventStreamValue.Int32(-70000)),
        new("l", EventStreamValue.Int64(-5000000000)),
        new("x", EventStreamValue.Bytes([0, 1, 2])),
        new("s", EventStreamValue.String("岩盤")),
        new("d", EventStreamValue.Timestamp(DateTimeOffset.FromUnixTimeMilliseconds(1440938160123))),
        new("u", EventStreamValue.Uuid(Guid.Parse("01020304-0506-0708-090a-0b0c0d0e0f10"))),
    ];

    [Fact]
    public async Task A_chunk_event_carries_its_three_headers_in_bedrocks_order() =>
        Assert.Equal(Chunk, await WrittenAsync(w => w.WriteEventAsync("chunk", """{"bytes":"e30="}"""u8.ToArray())));

    [Fact]
    public async Task An_exception_names_itself_where_an_event_names_its_type() =>
        Assert.Equal(Exception, await WrittenAsync(w => w.WriteExceptionAsync(
            "throttlingException",
            """{"message":"Too many tokens, please wait before trying again."}"""u8.ToArray())));

    [Fact]
    public async Task An_error_carries_code_and_text_in_headers_and_no_payload() =>
        Assert.Equal(
            Error, await WrittenAsync(w => w.WriteErrorAsync("InternalError", "An internal server error occurred")));

    [Fact]
    public async Task A_message_without_headers_and_payload_takes_sixteen_bytes() =>
        Assert.Equal(Empty, await WrittenAsync(w => w.WriteAsync(new EventStreamMessage([], default))));

    [Fact]
    public async Task All_ten_header_types_are_written_as_the_format_says() =>
        Assert.Equal(
            EveryHeaderType,
            await WrittenAsync(w => w.WriteAsync(new EventStreamMessage(s_everyHeaderType, "payload"u8.ToArray()))));

    [Fact]
    public async Task All_ten_header_types_are_read_back_with_their_values()
    {
        var reader = new EventStreamReader(PipeReader.Create(new MemoryStream(Convert.FromHexString(EveryHeaderType))));
        var message = Assert.Single(await reader.ReadAllAsync().ToListAsync());

        Assert.Equal(s_everyHeaderType, message.Headers);
        Assert.Equal("payload"u8, message.Payload.Span);
        Assert.Equal(-2, message.Find("b")!.Value.AsInteger());
        Assert.Equal(-300, message.Find("h")!.Value.AsInteger());
        Assert.Equal(-70000, message.Find("i")!.Value.AsInteger());
        Assert.Equal(-5000000000, message.Find("l")!.Value.AsInteger());
        Assert.Equal(1440938160123, message.Find("d")!.Value.AsTimestamp().ToUnixTimeMilliseconds());
        Assert.Equal("01020304-0506-0708-090a-0b0c0d0e0f10", message.Find("u")!.Value.AsUuid().ToString());
        Assert.Throws<InvalidOperationException>(() => message.Find("s")!.Value.AsInteger());
        Assert.Null(message.Find("absent"));
    }

    [Fact]
    public async Task Every_event_reaches_the_client_before_the_next_is_written()
    {
        var pipe = new Pipe();
        var writer = new EventStreamWriter(pipe.Writer);
        await writer.WriteEventAsync("chunk", """{"bytes":"e30="}"""u8.ToArray());

        Assert.True(pipe.Reader.TryRead(out var result));
        Assert.Equal(Chunk.Length / 2, result.Buffer.Length);
    }

    private static async Task<string> WrittenAsync(Func<EventStreamWriter, ValueTask> write)
    {
        using var stream = new MemoryStream();
        await write(new EventStreamWriter(stream));
        return Convert.ToHexStringLower(stream.ToArray());
    }
}
