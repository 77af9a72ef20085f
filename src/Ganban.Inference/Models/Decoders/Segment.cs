namespace Ganban.Inference.Models.Decoders;

/// <summary>Consecutive tokens of one sequence in a pass.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Row">Its first token's row in the pass.</param>
/// <param name="Tokens">How many.</param>
/// <param name="Position">The first token's position in the sequence.</param>
internal readonly record struct Segment(KvSequence Sequence, int Row, int Tokens, int Position);
