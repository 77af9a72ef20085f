namespace Ganban.Protocol.EventStream;

/// <summary>
/// One message of an <c>application/vnd.amazon.eventstream</c> body: typed headers in order, and a payload.
/// </summary>
/// <param name="Headers">The headers in wire order; a name occurs once.</param>
/// <param name="Payload">The payload's bytes.</param>
public sealed record EventStreamMessage(IReadOnlyList<EventStreamHeader> Headers, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The value of <c>:message-type</c>, or null where the message carries none.</summary>
    public string? MessageType => FindString(EventStreamHeaderNames.MessageType);

    /// <summary>The value of <c>:event-type</c>, or null where the message carries none.</summary>
    public string? EventType => FindString(EventStreamHeaderNames.EventType);

    /// <summary>The value of the header called <paramref name="name"/>, or null where there is none.</summary>
    public EventStreamValue? Find(string name)
    {
        foreach (var header in Headers)
        {
            if (string.Equals(header.Name, name, StringComparison.Ordinal))
            {
                return header.Value;
            }
        }

        return null;
    }

    private string? FindString(string name) =>
        Find(name) is { Type: EventStreamHeaderType.String } value ? value.AsString() : null;
}
