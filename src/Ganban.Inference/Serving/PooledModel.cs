using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Sampling;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Serving;

/// <summary>A model of the pool: being opened, open, or failed. Its counts are the pool's to change.</summary>
internal sealed class PooledModel : IDisposable
{
    private readonly ModelPoolOptions _options;
    private readonly WorkPool _threads;
    private LanguageModel? _model;
    private TextGenerator? _generator;

    /// <summary>Begins to open a file.</summary>
    public PooledModel(PooledFile file, long bytes, ModelPoolOptions options, WorkPool threads)
    {
        (File, Bytes, _options, _threads) = (file, bytes, options, threads);
        Loading = Task.Run(Load);
    }

    /// <summary>The file as it was when it was opened.</summary>
    public PooledFile File { get; }

    /// <summary>What it takes of the budget.</summary>
    public long Bytes { get; }

    /// <summary>The engine, once it is ready.</summary>
    public Task<TextGenerator> Loading { get; }

    /// <summary>How many use it or wait for it.</summary>
    public int Leases { get; set; }

    /// <summary>Counts up with the pool's uses.</summary>
    public long LastUse { get; set; }

    /// <summary>Closes it if it is open. Loading is over, or nobody waits for it.</summary>
    public void Dispose()
    {
        if (Loading.IsCompleted)
        {
            _generator?.Dispose();
            _model?.Dispose();
        }
        else
        {
            Loading.ContinueWith(_ => Dispose(), TaskScheduler.Default);
        }
    }

    private async Task<TextGenerator> Load()
    {
        _model = LanguageModel.Open(
            File.Path, _options.Model with { KvBytesMax = _options.KvBytesMax, Pool = _threads });
        try
        {
            _generator = new TextGenerator(_model, _options.Generator);
            if (_options.WarmStart)
            {
                await File.Read();
                await Compute(_generator);
            }

            return _generator;
        }
        catch (Exception)
        {
            _generator?.Dispose();
            _model.Dispose();
            throw;
        }
    }

    private static async Task Compute(TextGenerator generator)
    {
        var request = new GenerationRequest
        {
            Prompt = [generator.Model.VocabularySize - 1],
            MaxTokens = 1,
            Sampling = new SamplingOptions { Temperature = 0 },
        };
        await foreach (var piece in generator.Generate(request, CancellationToken.None))
        {
            // Only the work counts.
        }
    }
}
