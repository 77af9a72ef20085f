using Ganban.Bedrock.Engines;
using Ganban.Inference.Models;
using Ganban.Inference.Chat;
using Ganban.Inference.Embeddings;
using Ganban.Inference.Generation;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Hosting;

/// <summary>
/// Opens the engines that Ganban carries: a small language model, and a lexical embedding without weights.
/// </summary>
internal sealed class CarriedEngines : IDisposable
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Lazy<TextEngine> _text;
    private LanguageModel? _model;
    private TextGenerator? _generator;

    public CarriedEngines(IOptions<ServerOptions> options, TimeProvider clock)
    {
        _path = options.Value.Model.Length > 0 ? options.Value.Model : CarriedPath;
        _clock = clock;
        _text = new Lazy<TextEngine>(OpenText);
        Engines = new ModelEngines(_text, new Lazy<EmbeddingEngine>(OpenEmbedding));
    }

    public ModelEngines Engines { get; }

    private static string CarriedPath => Path.Combine(AppContext.BaseDirectory, "models", "ganban-1.gguf");

    public void Dispose()
    {
        _generator?.Dispose();
        _model?.Dispose();
    }

    private TextEngine OpenText()
    {
        _model = LanguageModel.Open(_path);
        _generator = new TextGenerator(_model, new TextGeneratorOptions { TimeProvider = _clock });
        return new TextEngine(
            _model.Name ?? Path.GetFileNameWithoutExtension(_path), new LocalChatClient(_generator, _clock));
    }

    private static EmbeddingEngine OpenEmbedding() =>
        new(LexicalEmbeddingGenerator.ModelId, new LexicalEmbeddingGenerator());
}
