namespace Ganban.Inference.ModelFiles.Import;

/// <summary>All tensors of a model's safetensors files, by the names that its architecture's table knows.</summary>
internal sealed class SafetensorsModel : IDisposable
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, (SafetensorsFile File, SafetensorsTensor Tensor)> _tensors =
        new(StringComparer.Ordinal);

    private SafetensorsModel()
    {
    }

    /// <summary>The tensors' names.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>Opens the files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rename">Gives a tensor the name that the table knows; null leaves it out.</param>
    public static SafetensorsModel Open(string folder, Func<string, string?> rename)
    {
        var model = new SafetensorsModel();
        try
        {
            foreach (var file in FilesOf(folder))
            {
                var path = Path.Combine(folder, file);
                model.Add(File.Exists(path)
                    ? SafetensorsFile.Open(path)
                    : throw new ModelFileException($"'{folder}' has no {file}."), rename);
            }

            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>A tensor's sizes, rows first.</summary>
    public IReadOnlyList<long> ShapeOf(string name) => Get(name).Tensor.Shape;

    /// <summary>Reads a part of a tensor, counted in numbers from its start.</summary>
    public void Read(string name, long start, Span<float> numbers)
    {
        var (file, tensor) = Get(name);
        file.Read(tensor, start, numbers);
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    // The index names a file for each tensor; the files themselves say what is in them.
    private static IReadOnlyList<string> FilesOf(string folder)
    {
        if (JsonFields.Find(folder, Index) is not { } index)
        {
            return [Single];
        }

        var map = (index.FindObject("weight_map") ?? throw index.Missing("weight_map")).Json;
        var files = map.EnumerateObject().Select(entry => entry.Value.ToString()).Distinct().Order().ToArray();
        return Array.Find(files, file => file != Path.GetFileName(file) || file is "" or "." or "..") is { } outside
            ? throw new ModelFileException($"{Index} names a file '{outside}' outside the folder.")
            : files;
    }

    private (SafetensorsFile File, SafetensorsTensor Tensor) Get(string name) =>
        _tensors.TryGetValue(name, out var tensor)
            ? tensor
            : throw new ModelFileException($"The safetensors have no tensor '{name}'.");

    private void Add(SafetensorsFile file, Func<string, string?> rename)
    {
        _files.Add(file);
        foreach (var tensor in file.Tensors.Values)
        {
            if (rename(tensor.Name) is { } name && !_tensors.TryAdd(name, (file, tensor)))
            {
                throw new ModelFileException($"The safetensors have the tensor '{name}' twice.");
            }
        }
    }
}
