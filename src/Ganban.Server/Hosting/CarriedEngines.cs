using Ganban.Bedrock.Engines;
using Ganban.Inference.Embeddings;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Hosting;

/// <summary>
/// The engine that Ganban carries: a small language model, or the file that stands in for it, and a lexical embedding
/// without weights. The carried model is small and always needed again, so it stays open outside the pool's budget; a
/// file that stands in for it is one of the pool's.
/// </summary>
internal sealed class CarriedEngines
{
    private readonly GgufChatClient _text;

    public CarriedEngines(IOptions<ServerOptions> options, GgufEngines files)
    {
        var file = options.Value.Model;
        var path = file.Length > 0 ? file : Path.Combine(AppContext.BaseDirectory, "models", "ganban-2.gguf");
        _text = file.Length > 0
            ? files.Chat(EngineKind.Carried, path, contextLength: null, projectorPath: "")
            : files.KeptChat(EngineKind.Carried, path);
        Engine = new Engine(
            EngineKind.Carried,
            "small engines that Ganban carries",
            new TextEngine(GgufEngines.NameOf(path), _text),
            new EmbeddingEngine(LexicalEmbeddingGenerator.ModelId, new LexicalEmbeddingGenerator()));
    }

    /// <summary>The engine under its name.</summary>
    public Engine Engine { get; }

    /// <summary>Opens the text model.</summary>
    /// <remarks>Throws whatever is wrong with its file.</remarks>
    public Task Open(CancellationToken cancellationToken) => _text.Open(cancellationToken);
}
