using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.Inference.Models.Vision;
using Ganban.TinyModels;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests;

/// <summary>A tiny gemma 3 that sees pictures: its files, and all of it open.</summary>
public sealed class TinyVision : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ganban-vision-");

    public TinyVision()
    {
        TinyModel.Tower.Write(TowerPath);
        TinyModel.PictureReader.Write(ModelPath);
        Model = LanguageModel.Open(ModelPath, Seeing with { Threads = 2, KvFormat = KvFormat.F32 });
        Generator = new TextGenerator(Model, new TextGeneratorOptions());
        Client = new LocalChatClient(Generator);
    }

    public string TowerPath => Path.Combine(_folder.FullName, "tower.gguf");

    public string ModelPath => Path.Combine(_folder.FullName, "model.gguf");

    public LanguageModel Model { get; }

    public VisionTower Tower => Model.Vision!;

    /// <summary>How a model is opened with the tower.</summary>
    public LanguageModelOptions Seeing => new() { ProjectorPath = TowerPath };

    public TextGenerator Generator { get; }

    public LocalChatClient Client { get; }

    /// <summary>A file of Goldens/images.</summary>
    public static DataContent Image(string name) => new(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Goldens", "images", name)),
        name.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg");

    /// <summary>Another path for a file that goes with the others.</summary>
    public string Place(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A copy of one of the files in which one thing is different.</summary>
    public string Changed(string path, string key, object value)
    {
        using var file = GgufFile.Open(path);
        var writer = new GgufWriter();
        foreach (var (name, old) in file.Metadata.Values.Where(entry => entry.Key != key))
        {
            writer.AddMetadata(name, old);
        }

        writer.AddMetadata(key, value);
        foreach (var tensor in file.Tensors.Values)
        {
            writer.AddTensor(
                tensor.Name, tensor.Type, tensor.Shape, () => file.Read(tensor, 0, (int)tensor.Bytes).ToArray());
        }

        var changed = Place($"{Guid.NewGuid():N}.gguf");
        writer.Write(changed);
        return changed;
    }

    public void Dispose()
    {
        Client.Dispose();
        Generator.Dispose();
        Model.Dispose();
        _folder.Delete(recursive: true);
    }
}
