using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>What makes two requests to create a job the same one.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Job">The job without what depends on the moment.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record BatchFingerprint(string Name, BatchJob Job, IReadOnlyDictionary<string, string> Tags)
{
    public static Idempotency? Of(string name, BatchJob job, IReadOnlyDictionary<string, string> tags)
    {
        if (job.ClientRequestToken is not { } token)
        {
            return null;
        }

        var fingerprint = new BatchFingerprint(name, job with { ExpiresAt = default }, tags);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(fingerprint, BatchInferenceJson.Default.BatchFingerprint);
        return Idempotency.Of(token, bytes);
    }
}
