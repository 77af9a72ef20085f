using Ganban.Bedrock.Engines;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Models;
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
internal sealed partial class ConfiguredEngines : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly ILogger<ConfiguredEngines> _logger;
    private readonly List<IDisposable> _owned = [];

    public ConfiguredEngines(
        IOptions<ServerOptions> options,
        CarriedEngines carried,
        TimeProvider clock,
        ILogger<ConfiguredEngines> logger)
    {
        _clock = clock;
        _logger = logger;
        var engines = options.Value.Engines.ToDictionary(
            engine => engine.Key,
            engine => Make(engine.Key.ToLowerInvariant(), engine.Value, carried),
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
            EngineKind.Gguf => new Engine(name, $"the file {options.Path}", File(name, options), Embedding: null),
            _ => carried.Engine with { Name = name },
        };

    private Func<TextEngine>? Text<T>(string name, EngineOptions options, Func<RemoteEngineOptions, T> make)
        where T : class, IChatClient =>
        options.Model.Length == 0
            ? null
            : Always(new TextEngine($"{name} ({options.Model})", Own(make(Remote(name, options, options.Model)))));

    private Func<EmbeddingEngine>? Embedding<T>(string name, EngineOptions options, Func<RemoteEngineOptions, T> make)
        where T : class, IEmbeddingGenerator<string, Embedding<float>> =>
        options.EmbeddingModel.Length == 0
            ? null
            : Always(new EmbeddingEngine(
                $"{name} ({options.EmbeddingModel})", Own(make(Remote(name, options, options.EmbeddingModel)))));

    private Func<TextEngine> File(string name, EngineOptions options)
    {
        var opened = new LanguageModelOptions();
        var file = Own(new GgufEngine(
            options.Path,
            opened with { ContextLength = options.ContextLength, Threads = options.Threads ?? opened.Threads },
            _clock,
            model => $"{name} ({model})",
            options.ProjectorPath));
        return () =>
        {
            try
            {
                return file.Open();
            }
            catch (Exception e)
            {
                LogFailed(name, e.Message);
                throw new ModelErrorException(
                    $"The engine '{name}' can't be opened. The server's log tells why.", e) { ResourceName = name };
            }
        };
    }

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

    private static Func<T> Always<T>(T value) => () => value;

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    [LoggerMessage(1, LogLevel.Error, "The engine {Name} can't be opened: {Reason}")]
    private partial void LogFailed(string name, string reason);
}
