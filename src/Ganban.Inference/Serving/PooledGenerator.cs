using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Sampling;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Serving;

/// <summary>An open model with the engine that continues text with it; both are closed together.</summary>
internal sealed class PooledGenerator : IDisposable
{
    private readonly LanguageModel _model;

    private PooledGenerator(LanguageModel model, TextGenerator generator) => (_model, Generator) = (model, generator);

    /// <summary>The engine.</summary>
    public TextGenerator Generator { get; }

    /// <summary>Opens a file.</summary>
    public static async Task<IDisposable> Open(PooledUse use, ModelPoolOptions options, WorkPool threads)
    {
        var model = LanguageModel.Open(use.File.Path, options.Model with
        {
            ContextLength = use.ContextLength ?? options.Model.ContextLength,
            KvBytesMax = options.KvBytesMax,
            ProjectorPath = use.Projector?.Path,
            Pool = threads,
        });
        TextGenerator? generator = null;
        try
        {
            generator = new TextGenerator(model, options.Generator);
            if (options.WarmStart)
            {
                await use.File.Read();
                await Compute(generator);
            }

            return new PooledGenerator(model, generator);
        }
        catch (Exception)
        {
            generator?.Dispose();
            model.Dispose();
            throw;
        }
    }

    /// <summary>Ends the engine, then closes the file.</summary>
    public void Dispose()
    {
        Generator.Dispose();
        _model.Dispose();
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
