using System.CommandLine;
using System.Globalization;
using Ganban.Corpus.Tokenizers;
using Ganban.Corpus.Training;
using Ganban.Server.Hosting;
using Ganban.Training;
using Ganban.Training.Jobs;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban train</c>: trains a model as a plan says, or goes on with it.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> Plan =
        new("plan") { Description = "A JSON file: the model or its base, data, settings, checkpoints, output." };

    public static Command Create()
    {
        var train = new Command("train", "Train a model, an adapter, or go on with a training.") { Plan };
        train.SetModelAction(Run);
        return train;
    }

    private static async Task Run(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            var plan = TrainingPlan.Read(result.GetValue(Plan)!);
            var console = AnsiConsole.Console;
            var done = console.Profile.Capabilities.Ansi && console.Profile.Capabilities.Interactive
                ? await WithBar(console, plan, cancellationToken)
                : await Start(plan, Lines(console), console.WriteLine, cancellationToken);
            console.WriteLine(done
                ? $"Wrote {plan.Output}"
                : $"Stopped with a checkpoint in {plan.Checkpoints}. The same command goes on from there.");
        }
        catch (TrainingException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    private static Task<bool> Start(
        TrainingPlan plan, Action<StepReport> report, Action<string> tell, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                WriteTokenizer(plan, tell, cancellationToken);
                return new TrainingJob(
                        plan, TimeProvider.System, (options, tokenizer) => new ExampleSource(options, tokenizer))
                    .Run(report, tell, cancellationToken);
            },
            CancellationToken.None);

    // The corpus brings its own vocabulary.
    private static void WriteTokenizer(TrainingPlan plan, Action<string> tell, CancellationToken cancellationToken)
    {
        if (plan is { Corpus: not null, Model: { } model, Tokenizer: { } path } && !File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            tell($"Trains a tokenizer of {model.Vocabulary} tokens on the corpus.");
            CorpusTokenizer.Train(model.Vocabulary, cancellationToken).Write(path);
        }
    }

    private static Task<bool> WithBar(IAnsiConsole console, TrainingPlan plan, CancellationToken cancellationToken) =>
        console.Progress()
            .Columns(
                new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context =>
            {
                var bar = context.AddTask("starts", maxValue: plan.Training.Steps);
                return Start(
                    plan,
                    step =>
                    {
                        bar.Value = step.Step;
                        bar.Description = Markup.Escape(Describe(step));
                    },
                    console.WriteLine,
                    cancellationToken);
            });

    // One for each percent.
    private static Action<StepReport> Lines(IAnsiConsole console)
    {
        var before = -1L;
        return step =>
        {
            var percent = 100 * step.Step / step.Steps;
            if (percent > before)
            {
                before = percent;
                console.WriteLine(Describe(step));
            }
        };
    }

    private static string Describe(StepReport step) => string.Create(
        CultureInfo.InvariantCulture,
        $"step {step.Step} of {step.Steps}, loss {step.Loss:F4}, {step.TokensPerSecond:N0} tokens/s, rate {step.LearningRate:G3}");
}
