using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.ModelStore;

/// <summary>Takes models of this machine into the store: GGUF files as they are, safetensors converted.</summary>
public static class ModelImport
{
    /// <summary>Takes a model in.</summary>
    /// <param name="store">Where it goes.</param>
    /// <param name="path">A GGUF file, of a split model the first, or a folder with safetensors.</param>
    /// <param name="name">What it shall be called; null: as its file or folder.</param>
    /// <param name="mix">The formats of the weights where safetensors have to be converted.</param>
    /// <param name="progress">Takes how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ModelStoreException">It can't be kept.</exception>
    /// <exception cref="ModelFileException">It is no model, or none that is supported.</exception>
    public static async Task<StoredModel> Import(
        StoredModels store,
        string path,
        string? name,
        QuantizationMix mix,
        IProgress<PullProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            name ??= ModelName.From(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
            using var stage = store.Stage(name);
            store.RequireSpace(Directory.EnumerateFiles(path, "*.safetensors").Sum(file => new FileInfo(file).Length));
            var file = $"{name}.gguf";
            GgufConverter.Convert(path, Path.Combine(stage.Content, file), mix, name);
            return stage.Commit([await stage.Describe(file, cancellationToken)], path, null);
        }

        using (var file = GgufFile.Open(path))
        {
            store.RequireSpace(file.Length);
        }

        using var copies = store.Stage(name ?? PullSelection.NameOf(path));
        var files = new List<StoredModelFile>();
        foreach (var part in GgufOpening.Parts(path))
        {
            files.Add(await copies.Copy(part, progress, cancellationToken));
        }

        return copies.Commit(files, path, null);
    }
}
