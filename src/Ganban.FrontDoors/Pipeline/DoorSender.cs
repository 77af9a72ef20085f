using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Doors;
using Ganban.Contracts;
using Ganban.FrontDoors.Dialects;
using Ganban.Protocol.Errors;
using Ganban.Protocol.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.FrontDoors.Pipeline;

/// <summary>
/// Sends what an operation answers: a body, or server-sent events, each in its own flush. An error before the first
/// event is an ordinary HTTP error; one after it is an event and ends the stream.
/// </summary>
internal sealed class DoorSender(
    HttpContext http,
    IDoorDialect dialect,
    string requestId,
    ICallWatch? watch,
    Action<Exception> reportFault)
{
    /// <summary>The body that was sent; empty for a stream.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Sends an answer.</summary>
    /// <returns>The error that ended a stream; null if there was none.</returns>
    public async Task<ModelledException?> Send(
        DoorAnswer answer, OperationContext context, CancellationToken cancellationToken)
    {
        if (answer is DoorAnswer.Stream stream)
        {
            return await Send(stream, context, cancellationToken);
        }

        Body = ((DoorAnswer.Whole)answer).Body;
        WriteHeaders(context);
        await WriteJson(http.Response, Body, cancellationToken);
        return null;
    }

    /// <summary>Writes JSON as the response's body.</summary>
    public static async Task WriteJson(HttpResponse response, JsonObject json, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, json);
        await WriteJson(response, buffer.WrittenMemory, cancellationToken);
    }

    private static async Task WriteJson(
        HttpResponse response, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, cancellationToken);
    }

    private async Task<ModelledException?> Send(
        DoorAnswer.Stream stream, OperationContext context, CancellationToken cancellationToken)
    {
        await using var events = stream.Events.GetAsyncEnumerator(cancellationToken);
        var more = await events.MoveNextAsync();
        WriteHeaders(context);
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        await http.Response.StartAsync(cancellationToken);
        var sent = 0;
        try
        {
            for (; more; more = await events.MoveNextAsync())
            {
                watch?.Sending(events.Current);
                await Write(events.Current, cancellationToken);
                sent++;
            }

            if (stream.Last is { } last)
            {
                http.Response.BodyWriter.Write(Encoding.UTF8.GetBytes($"data: {last}\n\n"));
                await http.Response.BodyWriter.FlushAsync(cancellationToken);
            }

            return null;
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            var error = AnswerableError.Of(e, reportFault, cancellationToken);
            await Write(dialect.Event(error, requestId, sent), http.RequestAborted);
            return error;
        }
    }

    private void WriteHeaders(OperationContext context)
    {
        foreach (var (name, value) in context.Headers)
        {
            http.Response.Headers[name] = value;
        }
    }

    private async Task Write(DoorEvent item, CancellationToken cancellationToken)
    {
        var writer = http.Response.BodyWriter;
        if (item.Name is { } name)
        {
            writer.Write(Encoding.UTF8.GetBytes($"event: {name}\n"));
        }

        writer.Write("data: "u8);
        Write(writer, item.Data);
        writer.Write("\n\n"u8);
        await writer.FlushAsync(cancellationToken);
    }

    private static void Write(IBufferWriter<byte> buffer, JsonObject json)
    {
        using var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options);
        json.WriteTo(writer);
    }
}
