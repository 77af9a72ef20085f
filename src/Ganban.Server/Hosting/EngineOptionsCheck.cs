using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Server.Hosting;

/// <summary>Checks engines and bindings at start.</summary>
internal static class EngineOptionsCheck
{
    private const int NameLengthMax = 64;
    private const int PrefixLengthMax = 1024;
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromDays(1);

    private static readonly string[] Kinds =
    [
        EngineKind.OpenAi, EngineKind.Ollama, EngineKind.Gguf, EngineKind.Carried, EngineKind.Scripted,
        EngineKind.Replay,
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
                foreach (var problem in OfBinding(options, options.Bindings[i], models))
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
        EngineKind.OpenAi or EngineKind.Ollama => OfRemote(engine),
        EngineKind.Gguf => OfGguf(engine),
        EngineKind.Carried => [],
        EngineKind.Scripted => TestEnginesCheck.OfScripted(engine),
        EngineKind.Replay => TestEnginesCheck.OfReplay(engine),
        _ => [$":Kind must be one of {string.Join(", ", Kinds)}, not '{engine.Kind}'."],
    };

    private static IEnumerable<string> OfRemote(EngineOptions engine)
    {
        if (!Uri.TryCreate(engine.Url, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0)
        {
            yield return ":Url must be an address such as http://127.0.0.1:8000/v1, without user, query and fragment.";
        }

        if (engine.Model.Length + engine.EmbeddingModel.Length == 0)
        {
            yield return ":Model or EmbeddingModel must name a model of the engine.";
        }

        if (!IsPrintable(engine.Model) || !IsPrintable(engine.EmbeddingModel))
        {
            yield return ":Model and EmbeddingModel may hold printable ASCII characters only.";
        }

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

    private static IEnumerable<string> OfBinding(
        ServerOptions options,
        BindingOptions binding,
        IReadOnlyList<CatalogModel> models)
    {
        var pattern = new ModelPattern(binding.Pattern);
        var meant = models.Where(model => pattern.Matches(model.Id)).ToList();
        if (meant.Count == 0)
        {
            yield return $"Pattern '{binding.Pattern}' means no model of the catalog. 'ganban models list' lists them.";
        }

        if (!options.Engines.TryGetValue(binding.Engine, out var engine)
            && !binding.Engine.Equals(EngineKind.Carried, StringComparison.OrdinalIgnoreCase))
        {
            var known = options.Engines.Keys.Append(EngineKind.Carried);
            yield return $"Engine '{binding.Engine}' is none of the engines: {string.Join(", ", known)}.";
        }
        else if (engine is not null && meant.Count > 0 && !meant.Any(model => CanServe(engine, model)))
        {
            yield return $"Engine '{binding.Engine}' can't answer for any model that '{binding.Pattern}' means: "
                + "models of embeddings need its EmbeddingModel (of a file: EmbeddingPath), the others its Model (Path).";
        }
    }

    private static bool CanServe(EngineOptions engine, CatalogModel model)
    {
        var isEmbedding = model.OutputModalities.Contains(ModelModality.Embedding);
        return engine.Kind.ToLowerInvariant() switch
        {
            EngineKind.Gguf => (isEmbedding ? engine.EmbeddingPath : engine.Path).Length > 0,
            EngineKind.OpenAi or EngineKind.Ollama => (isEmbedding ? engine.EmbeddingModel : engine.Model).Length > 0,
            EngineKind.Scripted => !isEmbedding,
            _ => true,
        };
    }

    private static bool IsPrintable(string text) => text.All(c => c is >= ' ' and <= '~');
}
