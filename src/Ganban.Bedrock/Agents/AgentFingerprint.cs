using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>What makes two requests to create an agent, or an alias of it, the same one.</summary>
/// <param name="Name">The name.</param>
/// <param name="AgentId">The agent that the alias is for.</param>
/// <param name="Settings">What the agent is to be.</param>
/// <param name="Description">What is said about the alias.</param>
/// <param name="Version">What the alias is to mean.</param>
/// <param name="Tags">The tags.</param>
internal sealed record AgentFingerprint(
    string Name,
    string? AgentId,
    AgentSettings? Settings,
    string? Description,
    string? Version,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The provisioned throughput that the alias is to use.</summary>
    public string? Throughput { get; init; }

    public Idempotency? For(string? token) => token is null
        ? null
        : Idempotency.Of(token, JsonSerializer.SerializeToUtf8Bytes(this, AgentsJson.Default.AgentFingerprint));
}
