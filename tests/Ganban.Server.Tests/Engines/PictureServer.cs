using Ganban.TestKit;
using Ganban.TinyModels;

namespace Ganban.Server.Tests.Engines;

/// <summary>
/// The real server with Gemma 3 4B bound to a tiny gemma 3 that has a vision tower, and 12B to the same without one.
/// </summary>
public sealed class PictureServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ganban-eyes-");

    public GanbanServer Server { get; } = new();

    public async Task InitializeAsync()
    {
        var (model, tower) = (Path.Combine(_folder.FullName, "model.gguf"), Path.Combine(_folder.FullName, "tower.gguf"));
        TinyModel.PictureReader.Write(model);
        TinyModel.Tower.Write(tower);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["GANBAN__ENGINES__EYES__KIND"] = "gguf",
            ["GANBAN__ENGINES__EYES__PATH"] = model,
            ["GANBAN__ENGINES__EYES__PROJECTORPATH"] = tower,
            ["GANBAN__ENGINES__BLIND__KIND"] = "gguf",
            ["GANBAN__ENGINES__BLIND__PATH"] = model,
            ["GANBAN__BINDINGS__0__PATTERN"] = "google.gemma-3-4b*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "eyes",
            ["GANBAN__BINDINGS__1__PATTERN"] = "google.gemma-3-12b*",
            ["GANBAN__BINDINGS__1__ENGINE"] = "blind",
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
