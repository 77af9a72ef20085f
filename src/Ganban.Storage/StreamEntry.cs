namespace Ganban.Storage;

/// <summary>An entry of an append-only stream.</summary>
/// <param name="Sequence">Place in the stream, from 1 without gaps.</param>
/// <param name="At">When it was appended, in whole microseconds, UTC.</param>
/// <param name="Payload">The bytes that were appended.</param>
public sealed record StreamEntry(long Sequence, DateTimeOffset At, ReadOnlyMemory<byte> Payload);
