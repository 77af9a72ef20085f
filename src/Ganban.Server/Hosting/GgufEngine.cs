using Ganban.Bedrock.Engines;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Models.Vision;

namespace Ganban.Server.Hosting;

/// <summary>
/// The place where a GGUF file becomes an engine: opened when it is first needed, and again after that failed.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="options">How it is opened.</param>
/// <param name="clock">The engine's clock.</param>
/// <param name="name">Makes the engine's name from the model's own; it is kept to printable ASCII.</param>
/// <param name="projectorPath">The file that makes it see pictures; empty for none.</param>
internal sealed class GgufEngine(
    string path,
    LanguageModelOptions options,
    TimeProvider clock,
    Func<string, string> name,
    string projectorPath = "") : IDisposable
{
    private readonly Lock _opening = new();
    private LanguageModel? _model;
    private VisionTower? _tower;
    private TextGenerator? _generator;
    private TextEngine? _engine;

    /// <summary>The engine.</summary>
    public TextEngine Open()
    {
        lock (_opening)
        {
            if (_engine is null)
            {
                _model ??= LanguageModel.Open(path, options);
                _tower ??= projectorPath.Length == 0 ? null : VisionTower.Open(projectorPath, _model);
                _generator ??= new TextGenerator(_model, new TextGeneratorOptions { TimeProvider = clock });
                var model = Printable(_model.Name ?? Path.GetFileNameWithoutExtension(path));
                _engine = new TextEngine(name(model), new LocalChatClient(_generator, clock, _tower));
            }

            return _engine;
        }
    }

    public void Dispose()
    {
        _generator?.Dispose();
        _tower?.Dispose();
        _model?.Dispose();
    }

    // The name stands in a response header, and a file may hold any.
    private static string Printable(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
