using Ganban.Inference.ChatTemplates;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;
using Ganban.Kernels.Threading;
using Ganban.Training.Adapters;
using Ganban.Training.Checkpoints;
using Ganban.Training.Data;
using Ganban.Training.Files;

namespace Ganban.Training.Jobs;

/// <summary>Carries out a plan: trains from the newest checkpoint to the end and writes the model.</summary>
/// <param name="plan">The plan.</param>
/// <param name="clock">Measures the speed.</param>
/// <param name="corpus">Makes the plan's corpus for a tokenizer.</param>
public sealed class TrainingJob(
    TrainingPlan plan, TimeProvider clock, Func<CorpusOptions, Tokenizer, IExampleSource>? corpus = null)
{
    /// <summary>Trains. Blocks for as long as it takes.</summary>
    /// <param name="report">Told of each step.</param>
    /// <param name="tell">Told of what else a person should know, such as a checkpoint that can't be read.</param>
    /// <param name="cancellationToken">Ends the training after the step at work, with a checkpoint.</param>
    /// <returns>Whether it was trained to its end, and the model written.</returns>
    /// <exception cref="TrainingException">It can't begin or go on.</exception>
    /// <exception cref="ModelFileException">The base model or the tokenizer's file is broken.</exception>
    public bool Run(Action<StepReport> report, Action<string> tell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tell);
        Check();
        using var pool = new WorkPool(plan.Threads ?? Environment.ProcessorCount);
        using var baseModel = plan.Base is null ? null : BaseModel.Open(plan.Base, plan.ContextLength);
        var metadata = baseModel?.Metadata ?? TokenizerFile();
        var tokenizer = Tokenizer.FromMetadata(metadata);
        var source = plan.Corpus is null
            ? new ShuffledExamples(ExampleFile.Read(plan.Data!, tokenizer, Template(metadata)), plan.Training.Seed)
            : corpus!(plan.Corpus, tokenizer);
        var adapter = plan.Adapter is null ? null : new LoraAdapter(baseModel!, plan.Adapter, pool);
        var trainer = Create(baseModel, adapter, tokenizer, source, pool);
        var folder = new CheckpointFolder(plan.Checkpoints);
        if (trainer.Resume(folder, tell))
        {
            tell($"Goes on after step {trainer.Step}.");
        }

        foreach (var file in new[] { plan.Log, plan.Output }.OfType<string>())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }

        using var log = new StepLog(plan.Log);
        new TrainingRun(trainer, folder, plan.Training.CheckpointSteps).Run(
            step =>
            {
                log.Write(step);
                report(step);
            },
            cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        adapter?.Save(plan.AdapterOutput ?? plan.Output + ".adapter");
        ModelExport.WriteGguf(trainer, plan.Output, Metadata(metadata), plan.OutputType);
        return true;
    }

    private void Check()
    {
        if (plan.Base is null == plan.Model is null)
        {
            throw new TrainingException("A plan has either 'model', the sizes of a new model, or 'base', a GGUF file.");
        }

        if (plan.Base is null && plan.Tokenizer is null)
        {
            throw new TrainingException("A new model needs 'tokenizer', a GGUF file with its tokenizer.");
        }

        if (plan.Adapter is not null && plan.Base is null)
        {
            throw new TrainingException("An adapter needs 'base', the GGUF file of the model that it is for.");
        }

        if (plan.Data is null == plan.Corpus is null)
        {
            throw new TrainingException("A plan has either 'data', a file of examples, or 'corpus'.");
        }

        if (plan.Corpus is not null && corpus is null)
        {
            throw new TrainingException("This program makes no corpus; give 'data', a file of examples.");
        }

        if (plan.Threads is < 1 or > 1024)
        {
            throw new TrainingException($"'threads' is {plan.Threads}; it must be 1 to 1024.");
        }
    }

    private Trainer Create(
        BaseModel? baseModel, LoraAdapter? adapter, Tokenizer tokenizer, IExampleSource source, WorkPool pool)
    {
        if (adapter is not null)
        {
            return Trainer.ForAdapter(adapter, plan.Training, source, pool, clock);
        }

        if (baseModel is not null)
        {
            return Trainer.ForModel(baseModel, plan.Training, source, pool, clock);
        }

        return plan.Model!.Vocabulary == tokenizer.VocabularySize
            ? Trainer.ForNewModel(plan.Model, plan.Initial, plan.Training, source, pool, clock)
            : throw new TrainingException($"The model's vocabulary is {plan.Model.Vocabulary}, but the tokenizer has "
                + $"{tokenizer.VocabularySize} tokens. Set 'model.vocabulary' to that.");
    }

    private static ChatTemplate? Template(GgufMetadata metadata) =>
        metadata.FindString("tokenizer.chat_template") is { } source ? ChatTemplate.Parse(source) : null;

    private GgufMetadata TokenizerFile()
    {
        // Strings of the metadata outlive the file.
        using var file = GgufFile.Open(plan.Tokenizer!);
        return file.Metadata;
    }

    private Dictionary<string, object> Metadata(GgufMetadata source)
    {
        var metadata = new Dictionary<string, object>(ModelExport.TokenizerMetadata(source))
        {
            ["general.name"] = plan.Name ?? Path.GetFileNameWithoutExtension(plan.Output),
        };
        return metadata;
    }
}
