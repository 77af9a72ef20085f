using Ganban.Training.Jobs;

// Carries out a training plan and prints a line for each step, until it is done or killed; for the crash tests.
if (args is not [var plan])
{
    await Console.Error.WriteLineAsync("usage: PLAN");
    return 2;
}

new TrainingJob(TrainingPlan.Read(plan), TimeProvider.System).Run(
    step => Console.WriteLine($"step {step.Step} ."), message => Console.WriteLine(message), CancellationToken.None);
return 0;
