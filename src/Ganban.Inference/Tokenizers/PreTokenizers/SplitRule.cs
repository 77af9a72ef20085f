namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// Says how long a match that starts at a place is: what a regular expression's engine does, written out by hand so
/// that it is linear.
/// </summary>
/// <param name="text">Code points (<see cref="CodePoint"/>); the rule sees nothing before and behind them.</param>
/// <param name="start">The place.</param>
/// <returns>
/// The match's length. 0 where none starts; -n where none starts at the next n places either, this one included.
/// </returns>
internal delegate int SplitRule(ReadOnlySpan<uint> text, int start);

/// <summary>Takes a piece of the text.</summary>
/// <param name="piece">Code points (<see cref="CodePoint"/>).</param>
internal delegate void PieceAction(ReadOnlySpan<uint> piece);
