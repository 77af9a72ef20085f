using Ganban.Training.Checkpoints;

namespace Ganban.Training;

/// <summary>A training from where it is to its end, with checkpoints.</summary>
/// <param name="trainer">The training.</param>
/// <param name="folder">Its checkpoints.</param>
/// <param name="checkpointSteps">Steps between checkpoints.</param>
public sealed class TrainingRun(Trainer trainer, CheckpointFolder folder, long checkpointSteps)
{
    /// <summary>
    /// Trains until the steps or the examples are used up, or it is cancelled; then writes a checkpoint.
    /// </summary>
    /// <param name="report">Told of each step.</param>
    /// <param name="cancellationToken">Ends the training after the step at work.</param>
    /// <exception cref="TrainingException">It can't go on; the last checkpoint is as it was.</exception>
    public void Run(Action<StepReport> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var saved = trainer.Step;
        while (!cancellationToken.IsCancellationRequested && trainer.Next() is { } step)
        {
            report(step);
            if (step.Step % checkpointSteps == 0)
            {
                trainer.Save(folder);
                saved = step.Step;
            }
        }

        if (trainer.Step != saved)
        {
            trainer.Save(folder);
        }
    }
}
