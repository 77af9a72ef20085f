using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>An event of a response stream.</summary>
public interface IStreamEvent
{
    /// <summary>The event's name on the wire, for example <c>contentBlockDelta</c>.</summary>
    string EventType { get; }

    /// <summary>Writes the payload's members, without the braces around them.</summary>
    void WriteMembers(Utf8JsonWriter writer);
}

/// <summary>An event of a request stream as it arrived: its name and its JSON payload.</summary>
public readonly record struct IncomingEvent(string EventType, ReadOnlyMemory<byte> Payload);
