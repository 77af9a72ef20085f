using System.IO.Pipelines;

namespace Ganban.Protocol.EventStream;

/// <summary>
/// Writes messages to a response body, each encoded straight into the pipe's buffer and flushed at once, so that a
/// client sees every event as it happens. Not safe for two writers at a time.
/// </summary>
public sealed class EventStreamWriter
{
    private const string Json = "application/json";
    private readonly PipeWriter _output;

    /// <summary>A writer over <paramref name="output"/>, which it never completes.</summary>
    public EventStreamWriter(PipeWriter output) => _output = output;

    /// <summary>A writer over <paramref name="output"/>, which it leaves open.</summary>
    public EventStreamWriter(Stream output)
        : this(PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true)))
    {
    }

    /// <summary>Writes any message.</summary>
    public ValueTask WriteAsync(EventStreamMessage message, CancellationToken cancellationToken = default)
    {
        EventStreamFrame.Write(_output, [.. message.Headers], message.Payload.Span);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Writes an event: headers <c>:event-type</c>, <c>:content-type</c>, <c>:message-type</c>.</summary>
    /// <param name="eventType">The member of the event union, such as <c>chunk</c>.</param>
    /// <param name="payload">The payload's bytes.</param>
    /// <param name="contentType">The payload's media type.</param>
    /// <param name="cancellationToken">Stops the flush.</param>
    public ValueTask WriteEventAsync(
        string eventType,
        ReadOnlyMemory<byte> payload,
        string contentType = Json,
        CancellationToken cancellationToken = default) =>
        WriteTypedAsync(EventStreamHeaderNames.EventType, eventType, contentType, "event", payload, cancellationToken);

    /// <summary>
    /// Writes a modelled exception: headers <c>:exception-type</c>, <c>:content-type</c>, <c>:message-type</c>.
    /// </summary>
    /// <param name="exceptionType">The member of the event union, such as <c>throttlingException</c>.</param>
    /// <param name="payload">The exception's members as JSON.</param>
    /// <param name="contentType">The payload's media type.</param>
    /// <param name="cancellationToken">Stops the flush.</param>
    public ValueTask WriteExceptionAsync(
        string exceptionType,
        ReadOnlyMemory<byte> payload,
        string contentType = Json,
        CancellationToken cancellationToken = default) =>
        WriteTypedAsync(
            EventStreamHeaderNames.ExceptionType, exceptionType, contentType, "exception", payload, cancellationToken);

    /// <summary>
    /// Writes an error the model does not know: headers <c>:error-code</c>, <c>:error-message</c>,
    /// <c>:message-type</c>.
    /// </summary>
    public ValueTask WriteErrorAsync(string code, string message, CancellationToken cancellationToken = default)
    {
        EventStreamFrame.Write(
            _output,
            [
                new(EventStreamHeaderNames.ErrorCode, code),
                new(EventStreamHeaderNames.ErrorMessage, message),
                new(EventStreamHeaderNames.MessageType, "error"),
            ],
            []);
        return FlushAsync(cancellationToken);
    }

    private ValueTask WriteTypedAsync(
        string typeHeader,
        string type,
        string contentType,
        string messageType,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken)
    {
        EventStreamFrame.Write(
            _output,
            [
                new(typeHeader, type),
                new(EventStreamHeaderNames.ContentType, contentType),
                new(EventStreamHeaderNames.MessageType, messageType),
            ],
            payload.Span);
        return FlushAsync(cancellationToken);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        // A client that has gone completes the reading side; later events then go nowhere, which is no error here:
        // the request's own token tells the producer to stop.
        await _output.FlushAsync(cancellationToken);
    }
}
