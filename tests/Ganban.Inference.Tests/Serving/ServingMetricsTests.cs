using System.Diagnostics.Metrics;
using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Serving;

/// <summary>What a listener of the meter sees of an engine; the model's name keeps other tests' engines out.</summary>
public sealed class ServingMetricsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");
    private readonly string _name = $"metrics-{Guid.NewGuid():N}";
    private readonly LanguageModel _model;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _measured = [];

    public ServingMetricsTests()
    {
        GgufConverter.Convert(TinyLlama.SourceFolder, _path, QuantizationMix.Get("F32"), _name);
        _model = LanguageModel.Open(_path, new LanguageModelOptions { Threads = 1 });
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Ganban.Inference")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.Contains(new KeyValuePair<string, object?>("model", _name)))
            {
                _measured[instrument.Name] = value;
            }
        });
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _model.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public async Task Streams_and_tokens_are_counted_while_they_run_and_when_they_are_gone()
    {
        using var generator = new TextGenerator(
            _model, new TextGeneratorOptions { MaxConcurrent = 1, MaxWaiting = 1 });
        using var gate = new Gate();
        var request = StepRun.Greedy(StepRun.Prompt(40), 20) with { Constraint = gate };
        var first = generator.Generate(request, default).GetAsyncEnumerator();
        Assert.True(await first.MoveNextAsync());
        Assert.Equal(1, Measure("streams.running"));

        // It stands before its second token, so the next one waits and the one after is refused.
        await using var second = generator.Generate(
            StepRun.Greedy(StepRun.Prompt(40), 2), default).GetAsyncEnumerator();
        var waiting = second.MoveNextAsync().AsTask();
        await Assert.ThrowsAsync<EngineBusyException>(
            async () => await generator.Generate(StepRun.Greedy(StepRun.Prompt(4), 2), default).ToListAsync());
        Assert.Equal(1, Measure("streams.refused"));

        gate.Open();
        await first.DisposeAsync();
        Assert.True(await waiting);
        while (await second.MoveNextAsync())
        {
        }

        Assert.Equal((2, 0), (Measure("streams.started"), Measure("streams.failed")));
        Assert.Equal(32, Measure("tokens.cache_read"));
        Assert.Equal(40 + 8, Measure("tokens.prefilled"));
        Assert.True(Measure("steps") > 0);
        Assert.True(Measure("kv.prefix_blocks") > 0);
        generator.Dispose();
        _measured.Clear();
        _listener.RecordObservableInstruments();
        Assert.Empty(_measured);
    }

    [Fact]
    public async Task A_computation_that_fails_is_counted()
    {
        using var generator = new TextGenerator(_model, new TextGeneratorOptions());
        _model.Dispose();
        await Assert.ThrowsAsync<EngineFailedException>(
            async () => await generator.Generate(StepRun.Greedy(StepRun.Prompt(4), 2), default).ToListAsync());
        Assert.Equal((1, 1), (Measure("streams.started"), Measure("streams.failed")));
    }

    /// <summary>Lets one token pass; the next one has to wait.</summary>
    private sealed class Gate : ITokenConstraint, IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private int _tokens;

        public bool IsFinished => false;

        public void Open() => _open.Set();

        public void Apply(Span<float> logits)
        {
            if (_tokens > 0)
            {
                _open.Wait();
            }
        }

        public void Accept(int token) => _tokens++;

        public void Dispose() => _open.Dispose();
    }

    private long Measure(string instrument)
    {
        _listener.RecordObservableInstruments();
        return _measured[$"ganban.{instrument}"];
    }
}
