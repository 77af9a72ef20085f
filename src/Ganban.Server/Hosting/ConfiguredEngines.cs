using Ganban.Bedrock.Engines;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.Ollama;
using Ganban.Inference.Remote.OpenAi;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Hosting;

/// <summary>
/// Makes engines and bindings out of the settings. Engines in other processes are contacted when a request needs them,
/// files are opened then; what no binding means is answered by the carried engine.
/// </summary>
internal sealed class ConfiguredEngines : IDisposable
{
    private readonly GgufEngines _files;
    private readonly TestEngines _tests;
    private readonly TimeProvider _clock;
    private readonly List<IDisposable> _owned = [];

    public ConfiguredEngines(
        IOptions<ServerOptions> options,
        CarriedEngines carried,
        GgufEngines files,
        TestEngines tests,
        TimeProvider clock)
    {
        _files = files;
        _tests = tests;
        _clock = clock;
        var engines = options.Value.Engines.ToDictionary(
            engine => engine.Key,
            engine => _tests.Recorded(Make(engine.Key.ToLowerInvariant(), engine.Value, carried), engine.Value),
            StringComparer.OrdinalIgnoreCase);
        engines[EngineKind.Carried] = carried.Engine;
        Models = new ModelEngines(options.Value.Bindings
            .Select(binding => new EngineBinding(new ModelPattern(binding.Pattern), engines[binding.Engine]))
            .Append(new EngineBinding(new ModelPattern("*"), carried.Engine)));
    }

    /// <summary>Which engine answers for which model.</summary>
    public ModelEngines Models { get; }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private Engine Make(string name, EngineOptions options, CarriedEngines carried) =>
        options.Kind.ToLowerInvariant() switch
        {
            EngineKind.OpenAi => new Engine(
                name,
                About(options),
                Text(name, options, remote => new OpenAiChatClient(remote, _clock)),
                Embedding(name, options, remote => new OpenAiEmbeddingGenerator(remote, _clock))),
            EngineKind.Ollama => new Engine(
                name,
                About(options),
                Text(name, options, remote => new OllamaChatClient(remote, _clock)),
                Embedding(name, options, remote => new OllamaEmbeddingGenerator(remote, _clock))),
            EngineKind.Gguf => new Engine(
                name, AboutFiles(options), TextFile(name, options), EmbeddingFile(name, options)),
            EngineKind.Scripted => _tests.Scripted(name, options),
            EngineKind.Replay => _tests.Replay(name, options),
            _ => carried.Engine with { Name = name },
        };

    private TextEngine? Text<T>(string name, EngineOptions options, Func<RemoteEngineOptions, T> make)
        where T : class, IChatClient =>
        options.Model.Length == 0
            ? null
            : new TextEngine($"{name} ({options.Model})", Own(make(Remote(name, options, options.Model))));

    private EmbeddingEngine? Embedding<T>(string name, EngineOptions options, Func<RemoteEngineOptions, T> make)
        where T : class, IEmbeddingGenerator<string, Embedding<float>> =>
        options.EmbeddingModel.Length == 0
            ? null
            : new EmbeddingEngine(
                $"{name} ({options.EmbeddingModel})", Own(make(Remote(name, options, options.EmbeddingModel))));

    private TextEngine? TextFile(string name, EngineOptions options) =>
        options.Path.Length == 0
            ? null
            : new TextEngine(
                $"{name} ({GgufEngines.NameOf(options.Path)})",
                _files.Chat(name, options.Path, options.ContextLength, options.ProjectorPath));

    private EmbeddingEngine? EmbeddingFile(string name, EngineOptions options) =>
        options.EmbeddingPath.Length == 0
            ? null
            : new EmbeddingEngine(
                $"{name} ({GgufEngines.NameOf(options.EmbeddingPath)})",
                _files.Embeddings(name, options.EmbeddingPath, options.EmbeddingPrefix));

    private static RemoteEngineOptions Remote(string name, EngineOptions options, string model) => new()
    {
        Name = name,
        Url = new Uri(options.Url),
        Model = model,
        Key = EngineOptionsCheck.KeyOf(options),
        Timeout = options.Timeout,
        IdleTimeout = options.IdleTimeout,
        ContextLength = options.ContextLength,
    };

    private static string About(EngineOptions options) => $"{options.Kind.ToLowerInvariant()} at {options.Url}, "
        + string.Join(" and ", new[] { options.Model, options.EmbeddingModel }.Where(model => model.Length > 0));

    private static string AboutFiles(EngineOptions options)
    {
        string[] paths = [options.Path, options.ProjectorPath, options.EmbeddingPath];
        return "the file " + string.Join(" and the file ", paths.Where(path => path.Length > 0));
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
