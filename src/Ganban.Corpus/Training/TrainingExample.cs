namespace Ganban.Corpus.Training;

/// <summary>One sequence to train on.</summary>
/// <param name="Tokens">Its tokens, the begin-of-sequence token first.</param>
/// <param name="Weights">
/// How much predicting each token from those before it counts, as many as tokens; 0 for what the model doesn't say.
/// </param>
public sealed record TrainingExample(int[] Tokens, float[] Weights);
