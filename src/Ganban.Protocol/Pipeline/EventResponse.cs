using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Ganban.Contracts;
using Ganban.Protocol.Errors;
using Ganban.Protocol.EventStream;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// Sends a response's events, each in its own flush. An error before the first event is an ordinary HTTP error; one
/// after it travels as an exception frame and ends the stream.
/// </summary>
internal sealed class EventResponse(Operation operation, HttpResponse response, Action<Exception> reportFault)
{
    private const string PaddingAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private readonly ArrayBufferWriter<byte> _payload = new(512);

    /// <summary>Sends the events.</summary>
    /// <returns>The error that ended the stream; null if it came to its own end.</returns>
    public async Task<ModelledException?> Send(
        IAsyncEnumerable<IStreamEvent> events,
        Action writeHeaders,
        CancellationToken cancellationToken)
    {
        await using var enumerator = events.GetAsyncEnumerator(cancellationToken);
        var more = await enumerator.MoveNextAsync();

        writeHeaders();
        response.ContentType = "application/vnd.amazon.eventstream";
        await response.StartAsync(cancellationToken);
        var frames = new EventStreamWriter(response.BodyWriter);
        try
        {
            while (more)
            {
                await frames.WriteEventAsync(
                    enumerator.Current.EventType, Payload(enumerator.Current), cancellationToken: cancellationToken);
                more = await enumerator.MoveNextAsync();
            }

            return null;
        }
        catch (Exception e) when (!response.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var error = AnswerableError.Of(e, reportFault, cancellationToken);
            await SendError(frames, error);
            return error;
        }
    }

    // The runtime's real events carry padding of random length, so that an observer can't tell tokens by the size of
    // their frames.
    private ReadOnlyMemory<byte> Payload(IStreamEvent item)
    {
        if (item is PassedEvent passed)
        {
            return passed.Payload;
        }

        _payload.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_payload, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            item.WriteMembers(writer);
            if (operation.Service == "bedrock-runtime")
            {
                writer.WriteString(
                    "p"u8, PaddingAlphabet.AsSpan(0, RandomNumberGenerator.GetInt32(1, PaddingAlphabet.Length + 1)));
            }

            writer.WriteEndObject();
        }

        return _payload.WrittenMemory;
    }

    private async Task SendError(EventStreamWriter frames, ModelledException error)
    {
        if (operation.StreamErrors.TryGetValue(error.Code, out var member))
        {
            await frames.WriteExceptionAsync(member, ErrorResponse.Body(error));
        }
        else
        {
            await frames.WriteErrorAsync(error.Code, error.Message);
        }
    }
}
