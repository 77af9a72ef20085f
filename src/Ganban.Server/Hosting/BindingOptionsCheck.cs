using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Server.Hosting;

/// <summary>Checks a binding at start.</summary>
internal static class BindingOptionsCheck
{
    private const int WeightMax = 1000;

    /// <summary>Everything that is wrong, with the setting's name and what to do.</summary>
    public static IEnumerable<string> Problems(
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

        foreach (var problem in OfShape(binding))
        {
            yield return problem;
        }

        var setting = binding.Engine.Length > 0 || binding.Balance.Count == 0 ? "Engine" : "Balance";
        var shares = setting == "Engine" ? [binding.Engine] : binding.Balance.Keys.AsEnumerable();
        foreach (var problem in shares.SelectMany(name => OfEngine(options, setting, name, binding.Pattern, meant))
            .Concat(binding.Fallbacks.SelectMany(
                name => OfEngine(options, "Fallbacks", name, binding.Pattern, meant))))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfShape(BindingOptions binding)
    {
        if (binding.Engine.Length > 0 && binding.Balance.Count > 0)
        {
            yield return "Engine and Balance exclude each other. Keep Engine for one engine, Balance for several.";
        }

        foreach (var (name, weight) in binding.Balance.Where(share => share.Value is < 1 or > WeightMax))
        {
            yield return $"Balance:{name} must be a weight from 1 to {WeightMax}, not {weight}.";
        }

        foreach (var name in binding.EngineNames.CountBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(name => name.Value > 1))
        {
            yield return $"Fallbacks holds an engine, '{name.Key}', that is asked already. Give every engine once.";
        }
    }

    private static IEnumerable<string> OfEngine(
        ServerOptions options,
        string setting,
        string name,
        string pattern,
        List<CatalogModel> meant)
    {
        if (!options.Engines.TryGetValue(name, out var engine)
            && !name.Equals(EngineKind.Carried, StringComparison.OrdinalIgnoreCase))
        {
            var known = options.Engines.Keys.Append(EngineKind.Carried);
            yield return $"{setting} '{name}' is none of the engines: {string.Join(", ", known)}.";
        }
        else if (engine is not null && meant.Count > 0 && !meant.Any(model => CanServe(engine, model)))
        {
            yield return $"{setting} '{name}' can't answer for any model that '{pattern}' means: models of embeddings need its "
                + "EmbeddingModel (of a file: EmbeddingPath), models of images its ImageModel or the kind stable-diffusion, the others "
                + "its Model (Path).";
        }
    }

    private static bool CanServe(EngineOptions engine, CatalogModel model)
    {
        var isEmbedding = model.OutputModalities.Contains(ModelModality.Embedding);
        var isImage = model.OutputModalities.Contains(ModelModality.Image);
        return engine.Kind.ToLowerInvariant() switch
        {
            EngineKind.Gguf => !isImage && (isEmbedding ? engine.EmbeddingPath : engine.Path).Length > 0,
            EngineKind.OpenAi or EngineKind.Ollama =>
                (isEmbedding ? engine.EmbeddingModel : isImage ? engine.ImageModel : engine.Model).Length > 0,
            EngineKind.StableDiffusion => isImage,
            EngineKind.Scripted => !isEmbedding && !isImage,
            EngineKind.Replay => !isImage,
            _ => true,
        };
    }
}
