using System.Buffers;
using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>An HTTP response before it is sent: what the generated writers fill.</summary>
public sealed class ResponseParts
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>The headers that the response's members travel in.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>The body's bytes, unless the body is an event stream.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The events of the body, for an operation that answers an event stream.</summary>
    public IAsyncEnumerable<IStreamEvent>? Events { get; private set; }

    /// <summary>Adds a header unless the value is absent.</summary>
    public void Header(string name, string? value)
    {
        if (value is not null)
        {
            _headers.Add(new(name, value));
        }
    }

    /// <summary>Writes the body as a JSON object with the members that <paramref name="members"/> writes.</summary>
    public void Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        Body = buffer.WrittenMemory;
    }

    /// <summary>Sends bytes as they are.</summary>
    public void Payload(ReadOnlyMemory<byte>? bytes) => Body = bytes ?? default;

    /// <summary>Sends a stream of events.</summary>
    public void Stream(IAsyncEnumerable<IStreamEvent> events) => Events = events;
}
