namespace Ganban.Storage;

/// <summary>What a committed batch did.</summary>
/// <param name="Numbers">One number per write, as each kind of <see cref="Write"/> says; empty for a replay.</param>
/// <param name="Earlier">
/// The document that the batch's idempotency token created before, as it is now; null unless nothing was written.
/// </param>
public sealed record WriteResult(IReadOnlyList<long> Numbers, RawDocument? Earlier);
