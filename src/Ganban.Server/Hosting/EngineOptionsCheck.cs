using Ganban.Bedrock.FoundationModels;
using Ganban.Protocol.Callers;

namespace Ganban.Server.Hosting;

/// <summary>Checks engines and bindings at start.</summary>
internal static class EngineOptionsCheck
{
    private const int NameLengthMax = 64;
    private const int PrefixLengthMax = 1024;
    private const int RetriesMax = 10;
    private const int ConcurrencyMax = 100_000;
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HealthCheckMin = TimeSpan.FromSeconds(1);

    private static readonly string[] Kinds =
    [
        EngineKind.OpenAi, EngineKind.Ollama, EngineKind.StableDiffusion, EngineKind.Bedrock, EngineKind.Gguf,
        EngineKind.Carried, EngineKind.Scripted, EngineKind.Replay,
    ];

    /// <summary>Everything that is wrong, with the setting's name and what to do; never a key.</summary>
    public static IEnumerable<string> Problems(ServerOptions options)
    {
        foreach (var (name, engine) in options.Engines)
        {
            foreach (var problem in OfName(name).Concat(OfEngine(engine)).Concat(TestEnginesCheck.OfRecord(engine)))
            {
                yield return $"Ganban:Engines:{name}{problem}";
            }
        }

        if (options.Bindings.Count > 0)
        {
            var models = ModelCatalog.Load().Models;
            for (var i = 0; i < options.Bindings.Count; i++)
            {
                foreach (var problem in BindingOptionsCheck.Problems(options, options.Bindings[i], models))
                {
                    yield return $"Ganban:Bindings:{i}:{problem}";
                }
            }
        }

        foreach (var pattern in options.Bindings.CountBy(binding => binding.Pattern, StringComparer.OrdinalIgnoreCase)
            .Where(pattern => pattern.Value > 1))
        {
            yield return $"Ganban:Bindings holds the pattern '{pattern.Key}' {pattern.Value} times. Give every pattern once.";
        }
    }

    /// <summary>The engine's key, from the configuration or from the variable that it names; null for none.</summary>
    public static string? KeyOf(EngineOptions engine) =>
        engine.Key.Length > 0 ? engine.Key
        : engine.KeyVariable.Length > 0 ? Environment.GetEnvironmentVariable(engine.KeyVariable)
        : null;

    private static IEnumerable<string> OfName(string name)
    {
        if (name.Length > NameLengthMax || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            yield return $" must have a name of at most {NameLengthMax} letters, digits, hyphens and underscores.";
        }

        if (name.Equals(EngineKind.Carried, StringComparison.OrdinalIgnoreCase))
        {
            yield return " can't have this name: it is that of the engine which is always there. Choose another.";
        }
    }

    private static IEnumerable<string> OfEngine(EngineOptions engine) => engine.Kind.ToLowerInvariant() switch
    {
        EngineKind.OpenAi or EngineKind.Ollama or EngineKind.StableDiffusion =>
            OfUrl(engine).Concat(OfModels(engine, engine.Kind.ToLowerInvariant())).Concat(OfRemote(engine)),
        EngineKind.Bedrock => OfBedrock(engine).Concat(OfRemote(engine)),
        EngineKind.Gguf => OfGguf(engine),
        EngineKind.Carried => [],
        EngineKind.Scripted => TestEnginesCheck.OfScripted(engine),
        EngineKind.Replay => TestEnginesCheck.OfReplay(engine),
        _ => [$":Kind must be one of {string.Join(", ", Kinds)}, not '{engine.Kind}'."],
    };

    private static IEnumerable<string> OfUrl(EngineOptions engine)
    {
        if (!Uri.TryCreate(engine.Url, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0)
        {
            yield return ":Url must be an address such as http://127.0.0.1:8000/v1, without user, query and fragment.";
        }
    }

    private static IEnumerable<string> OfBedrock(EngineOptions engine)
    {
        if (engine.Url.Length > 0)
        {
            foreach (var problem in OfUrl(engine))
            {
                yield return problem;
            }
        }

        if (engine.Region.Length > 0 && !RegionName.IsValid(engine.Region))
        {
            yield return $":Region must be a region such as eu-west-1, or absent for the caller's, not '{engine.Region}'.";
        }

        if (engine.Profile.Length > 0 && engine.Key.Length + engine.KeyVariable.Length > 0)
        {
            yield return ":Profile and a key exclude each other. Keep the profile, or the API key of Amazon Bedrock.";
        }

        if (engine.EmbeddingModel.Length + engine.ImageModel.Length > 0)
        {
            yield return ":EmbeddingModel and ImageModel are not for Amazon Bedrock: it is asked for the caller's model, or for Model.";
        }

        if (!IsPrintable(engine.Model))
        {
            yield return ":Model may hold printable ASCII characters only.";
        }

        if (engine.HealthCheck is not null)
        {
            yield return ":HealthCheck is not for Amazon Bedrock, which has nothing to ask for it. Leave it out.";
        }
    }

    private static IEnumerable<string> OfRemote(EngineOptions engine)
    {
        foreach (var problem in OfKey(engine))
        {
            yield return problem;
        }

        if (engine.Timeout <= TimeSpan.Zero || engine.Timeout > TimeoutMax
            || engine.IdleTimeout <= TimeSpan.Zero || engine.IdleTimeout > TimeoutMax)
        {
            yield return ":Timeout and IdleTimeout must be longer than nothing and at most a day, as in 00:01:00.";
        }

        if (engine.ContextLength < 1)
        {
            yield return ":ContextLength must be at least 1.";
        }

        if (engine.Retries is < 0 or > RetriesMax)
        {
            yield return $":Retries must be a number from 0 to {RetriesMax}.";
        }

        if (engine.RetryDelay <= TimeSpan.Zero || engine.RetryDelay > RetryDelayMax)
        {
            yield return ":RetryDelay must be longer than nothing and at most 30 seconds, as in 00:00:00.5.";
        }

        if (engine.Concurrency is < 1 or > ConcurrencyMax || engine.WaitingMax is < 0 or > ConcurrencyMax)
        {
            yield return $":Concurrency must be a number from 1 to {ConcurrencyMax} and WaitingMax one from 0, or both be absent.";
        }

        if (engine.HealthCheck < HealthCheckMin || engine.HealthCheck > TimeoutMax)
        {
            yield return ":HealthCheck must be a time from a second to a day, as in 00:00:10, or absent for none.";
        }
    }

    private static IEnumerable<string> OfModels(EngineOptions engine, string kind)
    {
        var isForImages = kind == EngineKind.StableDiffusion;
        if (isForImages && engine.Model.Length + engine.EmbeddingModel.Length > 0)
        {
            yield return ":Model and EmbeddingModel are not for an engine that makes images. Name its checkpoint as ImageModel.";
        }

        if (engine.EmbedsImages && (kind != EngineKind.OpenAi || engine.EmbeddingModel.Length == 0))
        {
            yield return ":EmbedsImages is for the kind openai with an EmbeddingModel.";
        }

        if (kind == EngineKind.Ollama && engine.ImageModel.Length > 0)
        {
            yield return ":ImageModel is for the kinds openai and stable-diffusion. Ollama's API makes no images.";
        }

        if (!isForImages && engine.Model.Length + engine.EmbeddingModel.Length + engine.ImageModel.Length == 0)
        {
            yield return ":Model or EmbeddingModel must name a model of the engine (or ImageModel, of the kind openai).";
        }

        if (!IsPrintable(engine.Model) || !IsPrintable(engine.EmbeddingModel) || !IsPrintable(engine.ImageModel))
        {
            yield return ":Model, EmbeddingModel and ImageModel may hold printable ASCII characters only.";
        }
    }

    private static IEnumerable<string> OfKey(EngineOptions engine)
    {
        if (engine.Key.Length > 0 && engine.KeyVariable.Length > 0)
        {
            yield return ":Key and KeyVariable exclude each other. Keep one.";
        }
        else if (engine.KeyVariable.Length > 0 && string.IsNullOrEmpty(KeyOf(engine)))
        {
            yield return $":KeyVariable names the environment variable {engine.KeyVariable}, which is not set.";
        }
        else if (KeyOf(engine) is { } key && (!IsPrintable(key) || key.Contains(' ', StringComparison.Ordinal)))
        {
            yield return " has a key with characters that no key has, such as a space or a line break. Give the key alone.";
        }
    }

    private static IEnumerable<string> OfGguf(EngineOptions engine)
    {
        if (engine.Path.Length + engine.EmbeddingPath.Length == 0)
        {
            yield return ":Path or EmbeddingPath must name an existing GGUF file or a stored model.";
        }

        foreach (var (setting, path) in new[]
        {
            ("Path", engine.Path), ("ProjectorPath", engine.ProjectorPath), ("EmbeddingPath", engine.EmbeddingPath),
        })
        {
            if (path.Length > 0 && !File.Exists(path))
            {
                yield return $":{setting} must name an existing GGUF file or a stored model; there is none at '{path}'.";
            }
        }

        if (engine.ProjectorPath.Length > 0 && engine.Path.Length == 0)
        {
            yield return ":ProjectorPath stands beside Path, the file of the model that is to see pictures.";
        }

        if (engine.EmbeddingPrefix.Length > PrefixLengthMax)
        {
            yield return $":EmbeddingPrefix may have at most {PrefixLengthMax} characters.";
        }

        if (engine.ContextLength < 1)
        {
            yield return ":ContextLength must be at least 1.";
        }
    }

    private static bool IsPrintable(string text) => text.All(c => c is >= ' ' and <= '~');
}
