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
        var models = ReadAll("models/", CatalogReader.Models).SelectMany(file => file).ToList();
        var profiles = GeographyFile.JoinAll(ReadAll("profiles/", GeographyFile.Read), models);
        return new ModelCatalog(models, profiles);
    }

    /// <summary>The model or variant with this id, or null.</summary>
    public CatalogModel? FindModel(string modelId) => _models.GetValueOrDefault(modelId);

    /// <summary>The system-defined profile with this id, or null; not every region offers it.</summary>
    public InferenceProfile? FindProfile(string profileId) => _profiles.GetValueOrDefault(profileId);

    private static List<T> ReadAll<T>(string folder, Func<CatalogFields, T> read)
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
            files.Add(CatalogFields.ReadFile(name, bytes, read));
        }

        return files;
    }
}
