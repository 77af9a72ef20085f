using Ganban.Inference.Serving;
using Ganban.Storage;
using Microsoft.Extensions.Hosting;

namespace Ganban.Bedrock.ModelImport;

/// <summary>
/// The files of imported models, one each in one folder. A file without a model is left by a process that was killed,
/// and is deleted before jobs run again.
/// </summary>
internal sealed class ImportedModelFiles(ResourceStore store, ModelPool pool, ModelImportOptions options)
    : IHostedService
{
    /// <summary>The path of a model's file.</summary>
    public string PathOf(Tenant tenant, string id) => Path.Combine(options.Folder, ImportedModels.FileName(tenant, id));

    /// <summary>Takes a finished file in.</summary>
    public void Take(string path, Tenant tenant, string id)
    {
        Directory.CreateDirectory(options.Folder);
        File.Move(path, PathOf(tenant, id), overwrite: true);
    }

    /// <summary>Deletes a model's file, if it is there. Requests that run go on with it to their ends.</summary>
    public void Delete(Tenant tenant, string id)
    {
        var path = PathOf(tenant, id);
        pool.Close(path);
        File.Delete(path);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Folder))
        {
            return;
        }

        foreach (var path in Directory.GetFiles(options.Folder))
        {
            var isOurs = Path.GetFileName(path).Split('.') is [var account, var region, var id, "gguf"]
                && await store.GetAsync(new Tenant(account, region), ImportedModel.Kind, id, cancellationToken)
                    is not null;
            if (!isOurs)
            {
                File.Delete(path);
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
