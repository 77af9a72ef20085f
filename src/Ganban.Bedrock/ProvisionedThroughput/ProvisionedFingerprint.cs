using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>What makes two requests to create provisioned throughput the same one.</summary>
internal sealed record ProvisionedFingerprint(
    string Name,
    string ModelId,
    int ModelUnits,
    string? Commitment,
    IReadOnlyDictionary<string, string> Tags)
{
    public Idempotency For(string token) => Idempotency.Of(
        token, JsonSerializer.SerializeToUtf8Bytes(this, ProvisionedThroughputJson.Default.ProvisionedFingerprint));
}
