namespace Ganban.Inference.Models;

/// <summary>One sequence's share of a <see cref="ForwardBatch"/>.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Start">Where its tokens begin among the batch's tokens.</param>
/// <param name="Tokens">How many tokens.</param>
/// <param name="FirstLogitRow">Its first row among the batch's logits.</param>
/// <param name="LogitRows">For how many of its last tokens logits are wanted.</param>
public readonly record struct ForwardPart(
    KvSequence Sequence, int Start, int Tokens, int FirstLogitRow, int LogitRows);
