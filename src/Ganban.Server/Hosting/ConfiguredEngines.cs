using Ganban.Bedrock.Engines;
using Ganban.Inference.Images;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.Ollama;
using Ganban.Inference.Remote.OpenAi;
using Ganban.Inference.Remote.StableDiffusion;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Hosting;

/// <summary>
/// Makes engines and bindings out of the settings. Engines in other processes are contacted when a request needs them,
/// files are opened then; what no binding means is answered by the carried engine.
/// </summary>
internal sealed class ConfiguredEngines : IDisposable
{
    private static readonly TimeSpan ProbeTimeoutMax = TimeSpan.FromSeconds(10);
    private readonly GgufEngines _files;
    private readonly TestEngines _tests;
    private readonly TimeProvider _clock;
    private readonly List<IDisposable> _owned = [];
    private readonly List<ProbedEngine> _probed = [];

    public ConfiguredEngines(
        IOptions<ServerOptions> options,
        CarriedEngines carried,
        GgufEngines files,
        ImportedEngines imported,
        EngineWatch watch,
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
        Models = new ModelEngines(
            options.Value.Bindings
                .Select(binding => new EngineBinding(new ModelPattern(binding.Pattern), Choice(binding, engines)))
                .Append(new EngineBinding(new ModelPattern("*"), carried.Engine)),
            watch)
        {
            Imported = imported.Text,
        };
    }

    /// <summary>Which engine answers for which model.</summary>
    public ModelEngines Models { get; }

    /// <summary>The engines whose health is looked at.</summary>
    public IReadOnlyList<ProbedEngine> Probed => _probed;

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private Engine Make(string name, EngineOptions options, CarriedEngines carried)
    {
        var kind = options.Kind.ToLowerInvariant();
        if (kind == EngineKind.Carried)
        {
            return carried.Engine with { Name = name };
        }

        if (kind == EngineKind.Scripted)
        {
            return _tests.Scripted(name, options);
        }

        if (kind == EngineKind.Replay)
        {
            return _tests.Replay(name, options);
        }

        if (kind == EngineKind.Gguf)
        {
            return new Engine(name, AboutFiles(options), TextFile(name, options), EmbeddingFile(name, options));
        }

        var gate = options.Concurrency is { } places ? Own(new EngineGate(places, options.WaitingMax)) : null;
        var engine = MakeRemote(kind, name, options, model => Remote(name, options, model, gate));
        if (options.HealthCheck is { } interval)
        {
            engine.Health.Watch();
            _probed.Add(new ProbedEngine(engine, Own(Probe(kind, name, options, interval)), interval));
        }

        return engine;
    }

    private Engine MakeRemote(
        string kind,
        string name,
        EngineOptions options,
        Func<string, RemoteEngineOptions> remote) => kind switch
    {
        EngineKind.OpenAi => new Engine(
            name,
            About(options),
            Text(name, options, model => new OpenAiChatClient(remote(model), _clock)),
            Embedding(name, options, model => new OpenAiEmbeddingGenerator(remote(model), _clock)))
        {
            Image = options.ImageModel.Length == 0
                ? null
                : Image(name, options, model => new OpenAiImageClient(remote(model), _clock)),
        },
        EngineKind.Ollama => new Engine(
            name,
            About(options),
            Text(name, options, model => new OllamaChatClient(remote(model), _clock)),
            Embedding(name, options, model => new OllamaEmbeddingGenerator(remote(model), _clock))),
        EngineKind.StableDiffusion => new Engine(name, About(options), null, null)
        {
            Image = Image(name, options, model => new StableDiffusionClient(remote(model), _clock)),
        },
        _ => new Engine(name, AboutUpstream(options), null, null)
        {
            Upstream = Own(new BedrockUpstream(options, remote(options.Model), _clock)),
        },
    };

    private EngineProbe Probe(string kind, string name, EngineOptions options, TimeSpan interval)
    {
        var path = kind switch
        {
            EngineKind.OpenAi => "/models",
            EngineKind.Ollama => "/api/version",
            _ => "/sdapi/v1/sd-models",
        };
        var remote = new RemoteEngineOptions
        {
            Name = name,
            Url = new Uri(options.Url),
            Model = "",
            Key = EngineOptionsCheck.KeyOf(options),
            Timeout = interval < ProbeTimeoutMax ? interval : ProbeTimeoutMax,
        };
        return new EngineProbe(remote, path, _clock);
    }

    private TextEngine? Text<T>(string name, EngineOptions options, Func<string, T> make)
        where T : class, IChatClient =>
        options.Model.Length == 0
            ? null
            : new TextEngine($"{name} ({options.Model})", Own(make(options.Model)));

    private EmbeddingEngine? Embedding<T>(string name, EngineOptions options, Func<string, T> make)
        where T : class, IEmbeddingGenerator<string, Embedding<float>> =>
        options.EmbeddingModel.Length == 0
            ? null
            : Embedding(name, options, Own(make(options.EmbeddingModel)));

    private static EmbeddingEngine Embedding(
        string name, EngineOptions options, IEmbeddingGenerator<string, Embedding<float>> generator) =>
        new($"{name} ({options.EmbeddingModel})", generator)
        {
            Model = options.EmbeddingModel,
            Images = options.EmbedsImages ? (IEmbeddingGenerator<DataContent, Embedding<float>>)generator : null,
        };

    private ImageEngine Image<T>(string name, EngineOptions options, Func<string, T> make)
        where T : class, IImageClient, IDisposable => new(
            options.ImageModel.Length == 0 ? name : $"{name} ({options.ImageModel})",
            Own(make(options.ImageModel)));

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
                _files.Embeddings(name, options.EmbeddingPath, options.EmbeddingPrefix))
            {
                Model = $"{options.EmbeddingPath} {options.EmbeddingPrefix}",
            };

    private static EngineChoice Choice(BindingOptions binding, Dictionary<string, Engine> engines) => new(
        binding.Engine.Length > 0
            ? [new EngineShare(engines[binding.Engine], 1)]
            : [.. binding.Balance.Select(share => new EngineShare(engines[share.Key], share.Value))],
        [.. binding.Fallbacks.Select(name => engines[name])]);

    private static RemoteEngineOptions Remote(
        string name,
        EngineOptions options,
        string model,
        EngineGate? gate) => new()
    {
        Name = name,
        Url = options.Url.Length > 0 ? new Uri(options.Url) : BedrockUpstream.AddressOf("us-east-1"),
        Model = model,
        Key = EngineOptionsCheck.KeyOf(options),
        Timeout = options.Timeout,
        IdleTimeout = options.IdleTimeout,
        ContextLength = options.ContextLength,
        Retries = options.Retries,
        RetryDelay = options.RetryDelay,
        Gate = gate,
    };

    private static string AboutUpstream(EngineOptions options) => (options.Url, options.Region) switch
    {
        ("", "") => "Amazon Bedrock in the caller's region",
        ("", var region) => $"Amazon Bedrock in {region}",
        (var url, _) => $"Amazon Bedrock's protocol at {url}",
    };

    private static string About(EngineOptions options)
    {
        string[] models = [options.Model, options.EmbeddingModel, options.ImageModel];
        var named = string.Join(" and ", models.Where(model => model.Length > 0));
        return $"{options.Kind.ToLowerInvariant()} at {options.Url}{(named.Length > 0 ? ", " + named : "")}";
    }

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
