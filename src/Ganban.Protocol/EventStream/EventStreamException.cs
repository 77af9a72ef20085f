namespace Ganban.Protocol.EventStream;

/// <summary>The bytes of an event stream are not what the format says; nothing behind them can be trusted.</summary>
public sealed class EventStreamException : Exception
{
    /// <summary>A complaint about the byte at <paramref name="position"/>.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="position">The byte of the stream, counted from 0, at which it is wrong.</param>
    public EventStreamException(string problem, long position)
        : base($"{problem} (at byte {position} of the event stream)") =>
        Position = position;

    /// <summary>The byte of the stream, counted from 0, at which it is wrong.</summary>
    public long Position { get; }
}
