using Ganban.Training.Optimizers;

namespace Ganban.Training;

/// <summary>From which step on sequences may be how long.</summary>
/// <param name="Step">The first step, from 1.</param>
/// <param name="Length">Most tokens of a sequence.</param>
public sealed record LengthStage(long Step, int Length);

/// <summary>How a training goes.</summary>
public sealed record TrainingOptions
{
    /// <summary>Number of steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Most tokens of a packed batch.</summary>
    public int BatchTokens { get; set; } = 4096;

    /// <summary>Batches whose gradients are added up before weights change.</summary>
    public int BatchesPerStep { get; set; } = 1;

    /// <summary>Most tokens of a sequence, growing; before the first stage the model's context length.</summary>
    public IReadOnlyList<LengthStage> Lengths { get; set; } = [];

    /// <summary>Steps in which the learning rate rises.</summary>
    public long WarmupSteps { get; set; } = 30;

    /// <summary>Last steps in which the learning rate falls.</summary>
    public long DecaySteps { get; set; }

    /// <summary>The factor that the learning rate falls to.</summary>
    public double FinalFactor { get; set; } = 0.02;

    /// <summary>Fixes the first weights.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Steps between checkpoints.</summary>
    public long CheckpointSteps { get; set; } = 250;

    /// <summary>The optimiser's settings.</summary>
    public OptimizerOptions Optimizer { get; set; } = new();

    /// <summary>The schedule of the learning rate.</summary>
    internal LearningRateSchedule Schedule => new(WarmupSteps, DecaySteps, Steps, FinalFactor);

    /// <summary>Refuses settings that make no training.</summary>
    /// <exception cref="TrainingException">Says which.</exception>
    public void Check()
    {
        Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        Require(BatchTokens >= 2, nameof(BatchTokens), BatchTokens, "at least 2");
        Require(BatchesPerStep >= 1, nameof(BatchesPerStep), BatchesPerStep, "at least 1");
        Require(WarmupSteps >= 0, nameof(WarmupSteps), WarmupSteps, "at least 0");
        Require(DecaySteps >= 0, nameof(DecaySteps), DecaySteps, "at least 0");
        Require(FinalFactor is >= 0 and <= 1, nameof(FinalFactor), FinalFactor, "0 to 1");
        Require(CheckpointSteps >= 1, nameof(CheckpointSteps), CheckpointSteps, "at least 1");
        foreach (var stage in Lengths)
        {
            Require(stage.Length >= 2, nameof(Lengths), stage.Length, "at least 2 tokens");
        }

        Require(Optimizer.LearningRate >= 0, nameof(Optimizer.LearningRate), Optimizer.LearningRate, "0 or more");
    }

    /// <summary>Most tokens of a sequence in a step.</summary>
    /// <param name="step">From 1.</param>
    /// <param name="contextLength">The model's.</param>
    internal int Length(long step, int contextLength)
    {
        var stage = Lengths.Where(stage => stage.Step <= step).MaxBy(stage => stage.Step);
        return Math.Min(stage?.Length ?? contextLength, contextLength);
    }

    private static void Require(bool holds, string name, object value, string allowed)
    {
        if (!holds)
        {
            throw new TrainingException(FormattableString.Invariant($"{name} is {value}; it must be {allowed}."));
        }
    }
}
