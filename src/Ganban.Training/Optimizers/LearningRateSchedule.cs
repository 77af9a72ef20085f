namespace Ganban.Training.Optimizers;

/// <summary>
/// A factor of all learning rates: it rises from 0 to 1 in the first steps, stays, and falls in a line to its end.
/// </summary>
/// <param name="WarmupSteps">Steps of the rise.</param>
/// <param name="DecaySteps">Steps of the fall.</param>
/// <param name="TotalSteps">All steps.</param>
/// <param name="FinalFactor">The factor at the end, 0 to 1.</param>
public sealed record LearningRateSchedule(long WarmupSteps, long DecaySteps, long TotalSteps, double FinalFactor)
{
    /// <summary>The factor of a step.</summary>
    /// <param name="step">From 1.</param>
    public double Factor(long step)
    {
        var rise = WarmupSteps == 0 ? 1 : Math.Min(1, (double)step / WarmupSteps);
        var left = TotalSteps - step;
        var fall = left >= DecaySteps ? 1 : FinalFactor + ((1 - FinalFactor) * Math.Max(0, left) / DecaySteps);
        return Math.Min(rise, fall);
    }
}
