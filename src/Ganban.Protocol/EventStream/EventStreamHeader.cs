namespace Ganban.Protocol.EventStream;

/// <summary>One header of a message.</summary>
/// <param name="Name">Its name, 1 to 255 bytes of UTF-8; names that begin with a colon belong to the protocol.</param>
/// <param name="Value">Its typed value.</param>
public readonly record struct EventStreamHeader(string Name, EventStreamValue Value)
{
    /// <summary>A header that holds text.</summary>
    public EventStreamHeader(string name, string value) : this(name, EventStreamValue.String(value))
    {
    }
}
