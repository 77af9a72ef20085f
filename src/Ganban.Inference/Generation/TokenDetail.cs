namespace Ganban.Inference.Generation;

/// <summary>One token of a prompt or of generated text.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="Text">
/// Its text alone; a control token's is its name, such as `&lt;tool_call&gt;`. A part of a character reads as U+FFFD.
/// </param>
/// <param name="LogProbability">
/// Natural logarithm of the probability that the model itself gave it, before penalties, temperature and constraint;
/// NaN where it was not asked for, and for a prompt's first token.
/// </param>
public readonly record struct TokenDetail(int Id, string Text, float LogProbability);
