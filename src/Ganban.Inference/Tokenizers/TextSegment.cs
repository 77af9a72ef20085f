namespace Ganban.Inference.Tokenizers;

/// <summary>A stretch of text to encode, with the right to contain control tokens or without it.</summary>
/// <param name="Text">The text.</param>
/// <param name="ParseSpecial">
/// Whether names of control tokens in it become those tokens; false for what a user wrote.
/// </param>
public readonly record struct TextSegment(string Text, bool ParseSpecial);
