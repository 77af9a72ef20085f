using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Contracts;

namespace Ganban.Bedrock.Doors;

/// <summary>What an operation of a front door answers.</summary>
public abstract record DoorAnswer
{
    private DoorAnswer()
    {
    }

    /// <summary>A body of JSON.</summary>
    /// <param name="Body">The body in UTF-8.</param>
    public sealed record Whole(ReadOnlyMemory<byte> Body) : DoorAnswer;

    /// <summary>Events, one after the other.</summary>
    /// <param name="Events">The events.</param>
    /// <param name="Last">The data of a last event that is no JSON; null if there is none.</param>
    public sealed record Stream(IAsyncEnumerable<DoorEvent> Events, string? Last = null) : DoorAnswer;
}

/// <summary>An event of a front door's stream.</summary>
/// <param name="Name">The event's name; null where the API gives events none.</param>
/// <param name="Data">Its data.</param>
public sealed record DoorEvent(string? Name, JsonObject Data) : IStreamEvent
{
    /// <inheritdoc/>
    public string EventType => Name ?? "message";

    /// <inheritdoc/>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        foreach (var (name, value) in Data)
        {
            writer.WritePropertyName(name);
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }
    }
}
