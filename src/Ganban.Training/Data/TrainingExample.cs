namespace Ganban.Training.Data;

/// <summary>A sequence to learn from, such as a conversation.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Weights">
/// For each token how much it counts that it is predicted from those before it, 0 or more; that of the first token is
/// not looked at.
/// </param>
public sealed record TrainingExample(int[] Tokens, float[] Weights);
