using System.Text;
using System.Text.Json;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Contracts.Tests;

public sealed class EventTests
{
    [Fact]
    public void An_outgoing_event_knows_its_name_and_writes_its_members()
    {
        ConverseStreamOutput item = new ConverseStreamOutput.ContentBlockDelta(
            new ContentBlockDeltaEvent { ContentBlockIndex = 2, Delta = new ContentBlockDelta.Text("岩") });

        Assert.Equal("contentBlockDelta", item.EventType);
        Assert.Equal("""{"contentBlockIndex":2,"delta":{"text":"岩"}}""", Json(item));
    }

    [Fact]
    public void Errors_of_a_stream_are_known_by_the_names_they_travel_under()
    {
        Assert.Equal("throttlingException", BedrockRuntimeOperations.ConverseStream.StreamErrors["ThrottlingException"]);
        Assert.Equal("internalServerException", BedrockRuntimeOperations.ConverseStream.StreamErrors["InternalServerException"]);
        Assert.False(BedrockRuntimeOperations.ConverseStream.StreamErrors.ContainsKey("AccessDeniedException"));
        Assert.Empty(BedrockRuntimeOperations.Converse.StreamErrors);
    }

    [Fact]
    public void Every_operation_that_answers_events_can_report_a_fault_in_its_stream() => Assert.All(
        Contract.Operations.Where(operation => operation.WritesEvents),
        operation => Assert.Contains("InternalServerException", operation.StreamErrors.Keys));

    [Fact]
    public async Task Incoming_events_are_read_in_order()
    {
        var events = await Read(("chunk", """{"bytes":"YQ=="}"""), ("chunk", """{"bytes":"Yg==","new":1}"""), ("chunk", ""));

        Assert.Equal(
            ["a", "b", ""],
            events.Cast<InvokeModelWithBidirectionalStreamInput.Chunk>().Select(
                item => Encoding.UTF8.GetString((item.Value.Bytes ?? default).Span)));
    }

    [Theory]
    [InlineData("chunk", "{", "not valid JSON")]
    [InlineData("chunk", """{"bytes":1}""", "'bytes' must be base64 text, found a number")]
    [InlineData("chunk", "null", "Value null at 'chunk'")]
    [InlineData("novelty", "{}", "Unknown event type 'novelty'")]
    public async Task An_event_that_can_not_be_read_is_the_callers_error(string type, string payload, string told)
    {
        var error = await Assert.ThrowsAsync<ModelledException>(() => Read((type, payload)));

        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<InvokeModelWithBidirectionalStreamInput>> Read(
        params (string Type, string Payload)[] events)
    {
        var request = BedrockRuntimeOperations.InvokeModelWithBidirectionalStream.Read(new RequestParts
        {
            Labels = ["model"],
            Query = [],
            Header = _ => null,
            Body = default,
            Events = events.Select(
                item => new IncomingEvent(item.Type, Encoding.UTF8.GetBytes(item.Payload))).ToAsyncEnumerable(),
        });
        return await request.Body.ToListAsync();
    }

    private static string Json(IStreamEvent item)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            item.WriteMembers(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
