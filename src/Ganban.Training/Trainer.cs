using Ganban.Kernels.Threading;
using Ganban.Training.Adapters;
using Ganban.Training.Checkpoints;
using Ganban.Training.Data;
using Ganban.Training.Files;
using Ganban.Training.Models;
using Ganban.Training.Optimizers;

namespace Ganban.Training;

/// <summary>
/// Trains a model step by step. The same options, examples and processor give the same weights to the last bit, however
/// many threads there are and wherever the training was broken off and resumed.
/// </summary>
public sealed class Trainer
{
    private readonly IWeights _weights;
    private readonly TrainingOptions _options;
    private readonly IExampleSource _source;
    private readonly TimeProvider _clock;
    private readonly Transformer _transformer;
    private readonly Optimizer _optimizer;
    private BatchPacker _packer;
    private long _tokensSeen;

    /// <summary>Prepares a training.</summary>
    /// <param name="weights">What is trained.</param>
    /// <param name="options">How.</param>
    /// <param name="source">The examples.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="clock">Measures the speed.</param>
    internal Trainer(
        IWeights weights, TrainingOptions options, IExampleSource source, WorkPool pool, TimeProvider clock)
    {
        options.Check();
        (_weights, _options, _source, _clock) = (weights, options, source, clock);
        _transformer = new Transformer(weights.Config, pool, weights.RotaryDivisors);
        _optimizer = new Optimizer(weights.Trained, options.Optimizer, pool);
        _packer = new BatchPacker(source, position: 0, weights.Config.Vocabulary);
    }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>What is trained.</summary>
    internal IWeights Weights => _weights;

    /// <summary>Whether all steps are done.</summary>
    public bool IsDone => Step >= _options.Steps;

    /// <summary>A training of a new model.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="initial">How its weights begin.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="source">The examples.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="clock">Measures the speed.</param>
    public static Trainer ForNewModel(
        TransformerConfig config, InitialWeights initial, TrainingOptions options, IExampleSource source,
        WorkPool pool, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        var weights = new FlatWeights(config);
        initial.Fill(weights, options.Seed);
        return new Trainer(weights, options, source, pool, clock);
    }

    /// <summary>A training of all weights of a model that is there.</summary>
    /// <param name="baseModel">The model; not needed any more afterwards.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="source">The examples.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="clock">Measures the speed.</param>
    public static Trainer ForModel(
        BaseModel baseModel, TrainingOptions options, IExampleSource source, WorkPool pool, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(baseModel);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        var weights = new FlatWeights(baseModel.Config) { RotaryDivisors = baseModel.RotaryDivisors };
        foreach (var tensor in weights.Trained)
        {
            baseModel.Read(tensor, weights.Values.AsSpan(tensor.Offset, tensor.Length));
        }

        return new Trainer(weights, options, source, pool, clock);
    }

    /// <summary>A training of a low-rank adapter.</summary>
    /// <param name="adapter">The adapter of an open base model, which stays open as long as the training.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="source">The examples.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="clock">Measures the speed.</param>
    public static Trainer ForAdapter(
        LoraAdapter adapter, TrainingOptions options, IExampleSource source, WorkPool pool, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        return new Trainer(adapter.Weights, options, source, pool, clock);
    }

    /// <summary>Does the next step.</summary>
    /// <returns>What it did, or null if there are no more examples or steps.</returns>
    /// <exception cref="TrainingException">
    /// The loss is not finite, or the data is unusable. The weights are those before the step.
    /// </exception>
    public StepReport? Next()
    {
        if (IsDone)
        {
            return null;
        }

        var started = _clock.GetTimestamp();
        var length = _options.Length(Step + 1, _weights.Config.ContextLength);
        Array.Clear(_weights.Gradients);
        var (loss, weight, tokens) = (0d, 0d, 0);
        for (var count = 0; count < _options.BatchesPerStep; count++)
        {
            if (_packer.Next(_options.BatchTokens, length) is not { } batch)
            {
                break;
            }

            loss += _transformer.Train(batch, _weights);
            weight += batch.WeightSum;
            tokens += batch.Tokens.Length;
        }

        if (tokens == 0)
        {
            return _tokensSeen > 0
                ? null
                : throw new TrainingException("The data set has no examples that can be learned from.");
        }

        var norm = _optimizer.Norm(_weights.Gradients);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw new TrainingException($"The loss of step {Step + 1} is {loss / weight} and its gradient {norm}: the "
                + "training has diverged. Resume from a checkpoint with a lower learning rate or a longer warm-up.");
        }

        Step++;
        _tokensSeen += tokens;
        var factor = _options.Schedule.Factor(Step);
        _optimizer.Apply(_weights.Values, _weights.Gradients, norm, 1 / weight, Step, factor);
        return new StepReport(
            Step, _options.Steps, loss / weight, _options.Optimizer.LearningRate * factor, norm / weight, tokens,
            _tokensSeen, _clock.GetElapsedTime(started).TotalSeconds, _packer.LeftOut);
    }

    /// <summary>The mean loss of some examples, which are not learned.</summary>
    /// <param name="source">The examples.</param>
    /// <param name="batches">How many batches of them.</param>
    /// <returns>The weighted mean of −log p, in nats; 0 if there are no examples.</returns>
    public double Evaluate(IExampleSource source, int batches)
    {
        var packer = new BatchPacker(source, position: 0, _weights.Config.Vocabulary);
        var (loss, weight) = (0d, 0d);
        for (var count = 0; count < batches; count++)
        {
            if (packer.Next(_options.BatchTokens, _weights.Config.ContextLength) is not { } batch)
            {
                break;
            }

            loss += _transformer.Evaluate(batch, _weights);
            weight += batch.WeightSum;
        }

        return weight > 0 ? loss / weight : 0;
    }

    /// <summary>Writes where the training is.</summary>
    /// <param name="folder">Where to.</param>
    /// <exception cref="TrainingException">It can't be written.</exception>
    public void Save(CheckpointFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.Save(
            new CheckpointState(_weights.Config, _weights.Values.Length, Step, _packer.Position, _tokensSeen),
            [_weights.Values, _optimizer.First, _optimizer.Second]);
    }

    /// <summary>Goes on where the newest readable checkpoint was written.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="warn">Told of checkpoints that can't be read.</param>
    /// <returns>Whether there was one; without, the training starts from the beginning.</returns>
    /// <exception cref="TrainingException">
    /// No checkpoint can be read though there are some, or it is of another model.
    /// </exception>
    public bool Resume(CheckpointFolder folder, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Load([_weights.Values, _optimizer.First, _optimizer.Second], _weights.Config, warn) is not { } state)
        {
            return false;
        }

        Step = state.Step;
        _tokensSeen = state.TokensSeen;
        _packer = new BatchPacker(_source, state.Position, _weights.Config.Vocabulary);
        return true;
    }
}
