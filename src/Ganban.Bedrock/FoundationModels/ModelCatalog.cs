using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ganban.Bedrock.InferenceProfiles;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>
/// All foundation models and system-defined inference profiles, read once from the embedded files. Immutable and
/// thread-safe; one instance serves every tenant and region.
/// </summary>
public sealed class ModelCatalog
{
    private readonly Dictionary<string, CatalogModel> _models;
    private readonly Dictionary<string, InferenceProfile> _profiles;

    private ModelCatalog(IReadOnlyList<CatalogModel> models, IReadOnlyList<InferenceProfile> profiles)
    {
        Models = models;
        Profiles = profiles;
        _models = models.ToDictionary(model => model.Id, StringComparer.Ordinal);
        _profiles = profiles.ToDictionary(profile => profile.Id, StringComparer.Ordinal);
    }

    /// <summary>Every model, each followed by its variants, by provider.</summary>
    public IReadOnlyList<CatalogModel> Models { get; }

    /// <summary>Every system-defined profile of every geography.</summary>
    public IReadOnlyList<InferenceProfile> Profiles { get; }

    /// <summary>Reads the embedded files.</summary>
    /// <exception cref="InvalidDataException">A file contradicts itself or another; the message names it.</exception>
    public static ModelCatalog Load()
    {
        var models = new List<CatalogModel>();
        foreach (var file in ReadAll("models/", CatalogJson.Default.CatalogFile))
        {
            foreach (var model in file.Models)
            {
                var own = model with { Provider = file.Provider };
                models.Add(own);
                models.AddRange(own.Variants.Select(variant => Expand(own, variant)));
            }
        }

        var profiles = GeographyFile.JoinAll(ReadAll("profiles/", CatalogJson.Default.GeographyFile), models);
        return new ModelCatalog(models, profiles);
    }

    /// <summary>The model or variant with this id, or null.</summary>
    public CatalogModel? FindModel(string modelId) => _models.GetValueOrDefault(modelId);

    /// <summary>The system-defined profile with this id, or null; not every region offers it.</summary>
    public InferenceProfile? FindProfile(string profileId) => _profiles.GetValueOrDefault(profileId);

    private static CatalogModel Expand(CatalogModel model, ModelVariant variant) => model with
    {
        Id = variant.Id,
        VariantOf = model.Id,
        InferenceTypes = variant.InferenceTypes,
        Customizations = variant.Customizations ?? [],
        Lifecycle = variant.Lifecycle,
        Variants = [],
    };

    private static List<T> ReadAll<T>(string folder, JsonTypeInfo<T> json)
    {
        var assembly = typeof(ModelCatalog).Assembly;
        var files = new List<T>();
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            try
            {
                files.Add(JsonSerializer.Deserialize(bytes, json)!);
            }
            catch (JsonException exception)
            {
                throw new InvalidDataException($"Catalog file {name} cannot be read: {exception.Message}", exception);
            }
        }

        return files;
    }
}
