using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.ModelStore;

/// <summary>Which files of a repository make up the model that is wanted.</summary>
/// <param name="Name">What the model is called if nothing else is asked for.</param>
/// <param name="Files">The files, of a split model the first one first.</param>
/// <param name="IsImport">Whether they are to be converted to GGUF.</param>
internal sealed record PullSelection(string Name, IReadOnlyList<HubFile> Files, bool IsImport)
{
    // A good mix of size and quality first, then what is smaller than what the model was trained in.
    private static readonly string[] Preferred =
        ["Q4_K_M", "Q8_0", "Q6_K", "Q5_K_M", "Q4_0", "Q4_K_S", "F16", "BF16", "F32"];

    private static readonly string[] Described =
    [
        "config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json", "chat_template.jinja",
        "model.safetensors.index.json", "modules.json", "1_Pooling/config.json", "special_tokens_map.json",
    ];

    /// <summary>Chooses among the files of a repository.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="files">All of its files.</param>
    /// <param name="wanted">A file's path or name, or a part such as `Q8_0`; null: the usual choice.</param>
    public static PullSelection Choose(HubAddress address, IReadOnlyList<HubFile> files, string? wanted)
    {
        var models = files.Where(IsModel).Select(file => file.Path).ToArray();
        if (models.Length == 0)
        {
            return Import(address, files);
        }

        string[] found = wanted is null
            ? [.. Preferred.Select(type => Array.Find(models, path => Has(path, type))).OfType<string>().Take(1)]
            : Array.FindAll(models, path => path == wanted || Path.GetFileName(path) == wanted);
        found = found.Length > 0 || wanted is null ? found : Array.FindAll(models, path => Has(path, wanted));
        if (models.Length == 1 && wanted is null)
        {
            found = models;
        }

        if (found.Length != 1)
        {
            throw new ModelStoreException($"{address} has {models.Length} models; {(found.Length == 0 ? "none" : "more than one")} "
                + $"fits. Choose one with --file: {string.Join(", ", models.Take(40))}.");
        }

        HubFile[] parts = [.. GgufOpening.Parts(found[0]).Select(path => files.FirstOrDefault(file => file.Path == path)
            ?? throw new ModelStoreException($"{address} lacks '{path}', a part of the model."))];
        return new PullSelection(NameOf(ModelName.FileOf(found[0])), parts, IsImport: false);
    }

    /// <summary>A model's name by its file's.</summary>
    public static string NameOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var split = name.IndexOf("-00001-of-", StringComparison.Ordinal);
        return ModelName.From(split > 0 ? name[..split] : name);
    }

    private static PullSelection Import(HubAddress address, IReadOnlyList<HubFile> files)
    {
        HubFile[] wanted = [.. files.Where(file => Described.Contains(file.Path) || HasWeights(file))];
        return wanted.Any(file => file.Path == "config.json") && wanted.Any(HasWeights)
            ? new PullSelection(ModelName.From(address.Repository), wanted, IsImport: true)
            : throw new ModelStoreException($"{address} has neither a GGUF file nor config.json with *.safetensors.");
    }

    // The first of a split model stands for all; projectors for images are no models.
    private static bool IsModel(HubFile file) =>
        file.Path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
            && !file.Path.Contains("mmproj", StringComparison.OrdinalIgnoreCase)
            && GgufOpening.Parts(file.Path)[0] == file.Path;

    private static bool HasWeights(HubFile file) =>
        file.Path.EndsWith(".safetensors", StringComparison.Ordinal)
            && !file.Path.Contains('/', StringComparison.Ordinal);

    private static bool Has(string path, string type) => path.Contains(type, StringComparison.OrdinalIgnoreCase);
}
