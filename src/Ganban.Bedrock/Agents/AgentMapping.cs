using System.Globalization;
using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Agents and their versions in the API's form.</summary>
internal static class AgentMapping
{
    public static Agent ToAgent(this Stored<AgentRecord> stored, Tenant tenant)
    {
        var (record, settings) = (stored.Document, stored.Document.Settings);
        return new Agent
        {
            AgentId = stored.Id,
            AgentName = stored.Name!,
            AgentArn = StoredAgents.Arn(tenant, stored.Id),
            AgentVersion = AgentRecord.Draft,
            ClientToken = record.ClientToken,
            Instruction = settings.Instruction,
            AgentStatus = record.Status,
            FoundationModel = settings.FoundationModel,
            Description = settings.Description,
            OrchestrationType = settings.OrchestrationType,
            CustomOrchestration = Read<CustomOrchestration>(settings.CustomOrchestration),
            IdleSessionTTLInSeconds = settings.IdleSeconds,
            AgentResourceRoleArn = settings.RoleArn ?? "",
            CustomerEncryptionKeyArn = settings.EncryptionKeyArn,
            CreatedAt = stored.CreatedAt,
            UpdatedAt = stored.UpdatedAt,
            PreparedAt = record.PreparedAt,
            FailureReasons = Some(record.FailureReasons),
            RecommendedActions = Some(record.RecommendedActions),
            PromptOverrideConfiguration = AgentPrompts.Of(settings),
            GuardrailConfiguration = Read<GuardrailConfiguration>(settings.Guardrail),
            MemoryConfiguration = Read<MemoryConfiguration>(settings.Memory),
            AgentCollaboration = settings.Collaboration,
        };
    }

    public static AgentSummary ToSummary(this Stored<AgentRecord> stored) => new()
    {
        AgentId = stored.Id,
        AgentName = stored.Name!,
        AgentStatus = stored.Document.Status,
        Description = stored.Document.Settings.Description,
        UpdatedAt = stored.UpdatedAt,
        LatestAgentVersion = stored.Document.LastVersion == 0
            ? AgentRecord.Draft
            : stored.Document.LastVersion.ToString(CultureInfo.InvariantCulture),
        GuardrailConfiguration = Read<GuardrailConfiguration>(stored.Document.Settings.Guardrail),
    };

    public static AgentVersion ToVersion(this Stored<AgentRecord> stored, Tenant tenant)
    {
        var settings = stored.Document.Settings;
        return new AgentVersion
        {
            AgentId = stored.Id,
            AgentName = stored.Name!,
            AgentArn = StoredAgents.Arn(tenant, stored.Id),
            Version = stored.Version,
            Instruction = settings.Instruction,
            AgentStatus = stored.Document.Status,
            FoundationModel = settings.FoundationModel,
            Description = settings.Description,
            IdleSessionTTLInSeconds = settings.IdleSeconds,
            AgentResourceRoleArn = settings.RoleArn ?? "",
            CustomerEncryptionKeyArn = settings.EncryptionKeyArn,
            CreatedAt = stored.CreatedAt,
            UpdatedAt = stored.UpdatedAt,
            PromptOverrideConfiguration = AgentPrompts.Of(settings),
            GuardrailConfiguration = Read<GuardrailConfiguration>(settings.Guardrail),
            MemoryConfiguration = Read<MemoryConfiguration>(settings.Memory),
            AgentCollaboration = settings.Collaboration,
        };
    }

    public static AgentVersionSummary ToVersionSummary(this Stored<AgentRecord> stored) => new()
    {
        AgentName = stored.Name!,
        AgentStatus = stored.Document.Status,
        AgentVersion = stored.Version,
        CreatedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
        Description = stored.Document.Settings.Description,
        GuardrailConfiguration = Read<GuardrailConfiguration>(stored.Document.Settings.Guardrail),
    };

    /// <summary>A stored structure as the API's type; null for none.</summary>
    public static T? Read<T>(JsonElement? json)
        where T : class, IShape<T> => json is { } value ? ShapeJson.Read<T>(value) : null;

    private static IReadOnlyList<string>? Some(IReadOnlyList<string> texts) => texts.Count > 0 ? texts : null;
}
