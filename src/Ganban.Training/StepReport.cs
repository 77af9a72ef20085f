namespace Ganban.Training;

/// <summary>What a step did.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The weighted mean of −log p before the weights changed, in nats.</param>
/// <param name="LearningRate">The learning rate of matrices.</param>
/// <param name="GradientNorm">The length of the gradients before it was cut.</param>
/// <param name="Tokens">Tokens of this step.</param>
/// <param name="TokensSeen">Tokens of all steps so far.</param>
/// <param name="Seconds">How long the step took.</param>
/// <param name="LeftOut">Examples left out so far, too long or without a token that counts.</param>
public sealed record StepReport(
    long Step, long Steps, double Loss, double LearningRate, double GradientNorm, int Tokens, long TokensSeen,
    double Seconds, long LeftOut)
{
    /// <summary>Tokens a second.</summary>
    public double TokensPerSecond => Seconds > 0 ? Tokens / Seconds : 0;
}
