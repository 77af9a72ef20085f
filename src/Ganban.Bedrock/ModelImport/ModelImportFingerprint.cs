using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>What makes two requests to import a model the same one.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Job">The job without the id that was drawn for its model.</param>
/// <param name="Tags">The job's tags.</param>
internal sealed record ModelImportFingerprint(
    string Name, ModelImportJob Job, IReadOnlyDictionary<string, string> Tags)
{
    public static Idempotency? Of(
        string? token, string name, ModelImportJob job, IReadOnlyDictionary<string, string> tags)
    {
        if (token is null)
        {
            return null;
        }

        var fingerprint = new ModelImportFingerprint(name, job with { ModelId = "" }, tags);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(
            fingerprint, ModelImportJson.Default.ModelImportFingerprint);
        return Idempotency.Of(token, bytes);
    }
}
