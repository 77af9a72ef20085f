namespace Ganban.Storage;

/// <summary>Writes that happen together or not at all.</summary>
/// <param name="Writes">The writes, 1 to 1000, applied in order; a later one sees the earlier ones.</param>
/// <param name="At">Time of the transaction, in whole microseconds: creation, update and append time.</param>
/// <param name="Claim">
/// Idempotency token that the batch uses up for its first write, which is then a <see cref="Write.Create"/>.
/// </param>
public sealed record WriteBatch(IReadOnlyList<Write> Writes, DateTimeOffset At, IdempotencyClaim? Claim);
