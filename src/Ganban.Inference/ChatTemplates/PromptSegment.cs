namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// A stretch of a rendered prompt. Text that the template itself spells is trusted: it may become control tokens.
/// Text that came from messages, tools or any other variable is not: it must be tokenised as plain text, so that a
/// user can't forge the end of a turn.
/// </summary>
/// <param name="Text">The characters; never empty.</param>
/// <param name="IsTrusted">
/// True where every character was written by the template (or is a token the model names).
/// </param>
public sealed record PromptSegment(string Text, bool IsTrusted);
