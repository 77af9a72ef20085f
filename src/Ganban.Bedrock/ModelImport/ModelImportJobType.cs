using System.Text.Json;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts.Bedrock;
using Ganban.Inference.Chat;
using Ganban.Inference.ChatTemplates;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;
using Ganban.Inference.Serving;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.ModelImport;

/// <summary>
/// Makes an imported model: copies its files, converts safetensors, and opens the result as invocations will. A process
/// that is killed begins again; job and model are completed together.
/// </summary>
internal sealed partial class ModelImportJobType(
    ResourceStore store,
    ImportSource source,
    ImportedModelFiles files,
    ModelPool pool,
    JobFolders folders,
    TimeProvider clock,
    ILogger<ModelImportJobType> logger) : IJobType
{
    private const string SafetensorsType = "Q8_0"; // as `ganban models import` makes them
    private const int MessageCharactersMax = 2048;

    /// <inheritdoc/>
    public string Name => ModelImportJob.ResourceType;

    /// <inheritdoc/>
    public async Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(job.Tenant, ModelImportJob.Kind, job.Id, cancellationToken);
        if (stored is null || stored.Document.Status != ModelImportJobStatus.InProgress)
        {
            return;
        }

        var failure = await TryImport(job, stored, cancellationToken);
        if (failure is null)
        {
            return;
        }

        // The folders of this machine are nobody's business.
        failure = failure.Replace(folders.Of(job), stored.Document.SourceUri, StringComparison.Ordinal);
        files.Delete(job.Tenant, stored.Document.ModelId);
        var document = stored.Document with
        {
            Status = ModelImportJobStatus.Failed,
            FailureMessage = failure.Length > MessageCharactersMax ? failure[..MessageCharactersMax] : failure,
            EndedAt = clock.GetUtcNow(),
        };
        await store.UpdateAsync(
            job.Tenant, ModelImportJob.Kind, stored with { Document = document }, cancellationToken);
    }

    // The reason why there is no model, or null.
    private async Task<string?> TryImport(
        QueuedJob job, Stored<ModelImportJob> stored, CancellationToken cancellationToken)
    {
        try
        {
            var model = await Import(job, stored, cancellationToken);
            await Complete(job.Tenant, stored, model, cancellationToken);
            return null;
        }
        catch (ResourceExistsException)
        {
            return ModelImportErrors.NameTaken(stored.Document.ModelName);
        }
        catch (ObjectStoreException e)
        {
            return $"{e.Error}: {e.Message}";
        }
        catch (ChatTemplateException e)
        {
            return $"The model can't answer: {e.Reason}";
        }
        catch (Exception e) when (e is ImportFailedException or ModelFileException or ModelPoolFullException)
        {
            return e.Message;
        }
        catch (ModelStoreException e)
        {
            LogNoRoom(e, job.Id);
            return "The server's disk has no room for the model.";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(e, job.Id);
            return "The server encountered an internal error. Create another job.";
        }
    }

    private async Task<ImportedModel> Import(
        QueuedJob job, Stored<ModelImportJob> stored, CancellationToken cancellationToken)
    {
        if (!ObjectAddress.TryParse(job.Account, stored.Document.SourceUri, out var place))
        {
            throw new ImportFailedException($"{stored.Document.SourceUri} is not the address of a folder in S3.");
        }

        var folder = folders.Of(job);
        var gguf = await source.Fetch(place, folder, cancellationToken);
        var path = gguf;
        if (path is null)
        {
            var converted = path = Path.Combine(folder, "converted.gguf");
            var mix = QuantizationMix.Get(SafetensorsType);
            await Task.Run(
                () => GgufConverter.Convert(folder, converted, mix, stored.Document.ModelName),
                CancellationToken.None).WaitAsync(cancellationToken);
        }

        var model = Describe(job, stored, path, gguf is null ? ModelType(folder) : null);
        files.Take(path, job.Tenant, stored.Document.ModelId);
        await Open(files.PathOf(job.Tenant, stored.Document.ModelId), folder, cancellationToken);
        return model;
    }

    private static ImportedModel Describe(
        QueuedJob job, Stored<ModelImportJob> stored, string path, string? modelType)
    {
        using var file = GgufFile.Open(path);
        var description = ModelDescription.Of(file);
        return new ImportedModel
        {
            JobId = job.Id,
            JobName = stored.Name!,
            SourceUri = stored.Document.SourceUri,
            Architecture = (modelType ?? description.Architecture).ToUpperInvariant(),
            ContextTokens = (int?)Math.Min(description.ContextLength ?? 0, int.MaxValue) is > 0 and var length
                ? length
                : null,
            KnowsTools = description.ChatTemplate?.Contains("tools", StringComparison.Ordinal) == true,
        };
    }

    // GGUF tells a Mistral from a Llama no more; config.json, which the converter has read, does.
    private static string? ModelType(string folder)
    {
        using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        return config.RootElement.TryGetProperty("model_type", out var type) ? type.GetString() : null;
    }

    private async Task Open(string path, string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var lease = await pool.Lease(path, contextLength: null, projectorPath: null, cancellationToken);
            using var client = new LocalChatClient(lease.Value, clock);
        }
        catch (Exception e) when (e is ModelFileException or ModelPoolFullException)
        {
            throw new ImportFailedException(e.Message.Replace(path, folder, StringComparison.Ordinal));
        }
    }

    private Task Complete(
        Tenant tenant, Stored<ModelImportJob> stored, ImportedModel model, CancellationToken cancellationToken)
    {
        var job = stored.Document;
        var completed = job with { Status = ModelImportJobStatus.Completed, EndedAt = clock.GetUtcNow() };
        var created = new NewDocument<ImportedModel>(job.ModelId, model)
        {
            Name = job.ModelName,
            Tags = new TagSet(ImportedModels.Arn(tenant, job.ModelId), job.ModelTags),
        };
        return store.CommitAsync(
            [
                ImportedModel.Kind.Create(tenant, created),
                ModelImportJob.Kind.Update(tenant, stored with { Document = completed }),
            ],
            cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "The model import job {Job} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string job);

    [LoggerMessage(2, LogLevel.Warning, "The model import job {Job} has no room on the disk")]
    private partial void LogNoRoom(Exception exception, string job);
}
