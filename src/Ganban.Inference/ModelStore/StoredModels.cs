using System.Text.Json;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.ModelStore;

/// <summary>
/// The models of this machine: a folder for each, with its GGUF files and a manifest. A model is put together in a
/// hidden folder beside them and appears by one renaming, so that there is never half a model.
/// </summary>
/// <param name="folder">The store's folder; made when it is needed.</param>
/// <param name="budget">What it may hold.</param>
/// <param name="clock">Tells when a model was stored.</param>
public sealed class StoredModels(string folder, DiskBudget budget, TimeProvider clock)
{
    internal const string ManifestFile = "manifest.json";
    private const string PartialFolder = ".partial";
    private const int ManifestBytesMax = 1 << 20;

    /// <summary>The store's folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>All models, by name.</summary>
    public IReadOnlyList<StoredModel> List() => !Directory.Exists(Folder)
        ? []
        : [.. Directory.EnumerateDirectories(Folder)
            .Select(path => Find(Path.GetFileName(path)))
            .OfType<StoredModel>()
            .OrderBy(model => model.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>A model, or null.</summary>
    /// <param name="name">Its name; any text.</param>
    public StoredModel? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var manifest = new FileInfo(Path.Combine(Folder, name, ManifestFile));
        if (!ModelName.IsValid(name) || !manifest.Exists || manifest.Length > ManifestBytesMax)
        {
            return null;
        }

        try
        {
            var model = JsonSerializer.Deserialize(
                File.ReadAllBytes(manifest.FullName), StoreJson.Default.StoredModel);
            return model is { Files.Count: > 0 } && model.Files.All(file => ModelName.FileOf(file.Name) == file.Name)
                ? model with { Name = name }
                : null;
        }
        catch (Exception e) when (e is JsonException or ModelStoreException or IOException)
        {
            return null;
        }
    }

    /// <summary>A model.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ModelStoreException">There is none.</exception>
    public StoredModel Get(string name) => Find(name) ?? throw new ModelStoreException(
        $"The store has no model '{name}'. 'ganban models list' lists those that it has.");

    /// <summary>The file to open: the model's only or first one.</summary>
    /// <param name="model">A stored model.</param>
    public string PathOf(StoredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Path.Combine(Folder, model.Name, model.Files[0].Name);
    }

    /// <summary>Removes a model and its files.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="ModelStoreException">There is none, or its folder lies outside the store.</exception>
    public StoredModel Remove(string name)
    {
        var model = Get(ModelName.Check(name));
        var path = Path.Combine(Folder, name);
        if (new DirectoryInfo(path).LinkTarget is { } target)
        {
            throw new ModelStoreException(
                $"'{path}' leads to '{target}' outside the store, which is left alone. Remove the link yourself.");
        }

        using var stage = ModelStage.Open(this, name);
        var removed = Path.Combine(stage.Folder, "removed");
        Directory.Move(path, removed);
        stage.Discard();
        return model;
    }

    /// <summary>Opens the hidden folder where a model is put together, with what an earlier attempt left.</summary>
    /// <param name="name">The model's name, of which there is none yet.</param>
    /// <exception cref="ModelStoreException">
    /// The name can't be one or is taken, or another process puts a model of this name together.
    /// </exception>
    public ModelStage Stage(string name)
    {
        ModelName.Check(name);
        var stage = ModelStage.Open(this, name);
        if (!Path.Exists(Path.Combine(Folder, name)))
        {
            return stage;
        }

        stage.Dispose();
        throw new ModelStoreException(
            $"The store has a model '{name}' already. Remove it first (ganban models remove {name}), or choose another name with --name.");
    }

    /// <summary>Checks that more bytes fit.</summary>
    /// <param name="more">Bytes still to be written.</param>
    /// <exception cref="ModelStoreException">They don't fit.</exception>
    public void RequireSpace(long more)
    {
        Directory.CreateDirectory(Folder);
        budget.Require(Folder, List().Sum(model => model.Bytes), more);
    }

    internal string StagePath(string name) => Path.Combine(Folder, PartialFolder, name);

    internal StoredModel Commit(ModelStage stage, IReadOnlyList<StoredModelFile> files, string source, string? revision)
    {
        ModelDescription description;
        using (var file = GgufFile.Open(Path.Combine(stage.Content, files[0].Name)))
        {
            description = ModelDescription.Of(file);
        }

        var model = new StoredModel
        {
            Name = stage.Name,
            Source = source,
            Revision = revision,
            Architecture = description.Architecture,
            Parameters = description.Parameters,
            ContextLength = description.ContextLength,
            Quantization = description.Quantization,
            Stored = clock.GetUtcNow(),
            Files = files,
        };
        File.WriteAllBytes(
            Path.Combine(stage.Content, ManifestFile),
            JsonSerializer.SerializeToUtf8Bytes(model, StoreJson.Default.StoredModel));
        Directory.Move(stage.Content, Path.Combine(Folder, stage.Name));
        stage.Discard();
        return model;
    }
}
