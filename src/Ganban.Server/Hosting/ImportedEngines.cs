using System.Collections.Concurrent;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Hosting;

/// <summary>The engines that imported models are: each its own file. Safe for concurrent use.</summary>
internal sealed class ImportedEngines(GgufEngines files, IOptions<ServerOptions> options)
{
    // One is small, and a model gets its own when it is first asked.
    private readonly ConcurrentDictionary<string, TextEngine> _engines = new(StringComparer.Ordinal);

    /// <summary>The folder of the files in a data folder.</summary>
    public static string FolderIn(string data) => Path.Combine(data, "imported-models");

    /// <summary>The engine that an imported model is.</summary>
    public TextEngine Text(CatalogModel model) => _engines.GetOrAdd(model.ImportedFile!, file =>
    {
        var path = Path.Combine(FolderIn(options.Value.Data), file);
        return new TextEngine(
            $"imported ({model.Name})", files.Chat(model.Id, path, contextLength: null, projectorPath: ""));
    });
}
