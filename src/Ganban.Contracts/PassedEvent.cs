using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>An event that came from another server and is sent on as it is.</summary>
/// <param name="EventType">The event's name.</param>
/// <param name="Payload">The payload, a JSON object.</param>
public sealed record PassedEvent(string EventType, ReadOnlyMemory<byte> Payload) : IStreamEvent
{
    /// <inheritdoc/>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        using var json = JsonDocument.Parse(Payload);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }
    }
}
