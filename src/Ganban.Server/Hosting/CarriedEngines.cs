using Ganban.Bedrock.Engines;
using Ganban.Inference.Embeddings;
using Ganban.Inference.Models;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Hosting;

/// <summary>
/// The engine that Ganban carries: a small language model, or the file that stands in for it, and a lexical embedding
/// without weights.
/// </summary>
internal sealed class CarriedEngines : IDisposable
{
    private readonly GgufEngine _text;

    public CarriedEngines(IOptions<ServerOptions> options, TimeProvider clock)
    {
        var path = options.Value.Model.Length > 0 ? options.Value.Model : CarriedPath;
        _text = new GgufEngine(path, new LanguageModelOptions(), clock, static model => model);
        var embedding = new EmbeddingEngine(LexicalEmbeddingGenerator.ModelId, new LexicalEmbeddingGenerator());
        Engine = new Engine(EngineKind.Carried, "small engines that Ganban carries", _text.Open, () => embedding);
    }

    /// <summary>The engine under its name.</summary>
    public Engine Engine { get; }

    private static string CarriedPath => Path.Combine(AppContext.BaseDirectory, "models", "ganban-1.gguf");

    public void Dispose() => _text.Dispose();
}
