using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Agents;

/// <summary>What the user says of an agent; structures are in the API's own form.</summary>
internal sealed record AgentSettings
{
    /// <summary>How long a session lives without being used where nothing is said, in seconds.</summary>
    public const int IdleSecondsDefault = 600;

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary>What it is told to be and to do.</summary>
    public string? Instruction { get; init; }

    /// <summary>The model that orchestrates, by an identifier of any kind.</summary>
    public string? FoundationModel { get; init; }

    /// <summary>Whether a function orchestrates: one of <see cref="Contracts.BedrockAgent.OrchestrationType"/>.</summary>
    public string OrchestrationType { get; init; } = Contracts.BedrockAgent.OrchestrationType.Default;

    /// <summary>The function that orchestrates.</summary>
    public JsonElement? CustomOrchestration { get; init; }

    /// <summary>How long a session lives without being used, in seconds.</summary>
    public int IdleSeconds { get; init; } = IdleSecondsDefault;

    /// <summary>The role that was named; kept, not used.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The key that was named; kept, not used.</summary>
    public string? EncryptionKeyArn { get; init; }

    /// <summary>The prompts of its steps.</summary>
    public JsonElement? Prompts { get; init; }

    /// <summary>What looks at input and answers.</summary>
    public JsonElement? Guardrail { get; init; }

    /// <summary>What it remembers of earlier sessions.</summary>
    public JsonElement? Memory { get; init; }

    /// <summary>How it works with collaborators: one of <see cref="AgentCollaboration"/>.</summary>
    public string Collaboration { get; init; } = AgentCollaboration.Disabled;

    /// <summary>Whether it may have collaborators.</summary>
    internal bool IsSupervisor => Collaboration != AgentCollaboration.Disabled;

    /// <summary>What a request to create an agent says.</summary>
    public static AgentSettings Of(CreateAgentRequest request) => new()
    {
        Description = request.Description,
        Instruction = request.Instruction,
        FoundationModel = request.FoundationModel,
        OrchestrationType = request.OrchestrationType ?? Contracts.BedrockAgent.OrchestrationType.Default,
        CustomOrchestration = Json(request.CustomOrchestration),
        IdleSeconds = request.IdleSessionTTLInSeconds ?? IdleSecondsDefault,
        RoleArn = request.AgentResourceRoleArn,
        EncryptionKeyArn = request.CustomerEncryptionKeyArn,
        Prompts = Json(request.PromptOverrideConfiguration),
        Guardrail = Json(request.GuardrailConfiguration),
        Memory = Json(request.MemoryConfiguration),
        Collaboration = request.AgentCollaboration ?? AgentCollaboration.Disabled,
    };

    /// <summary>What a request to change an agent says; what it leaves out is gone.</summary>
    public static AgentSettings Of(UpdateAgentRequest request) => new()
    {
        Description = request.Description,
        Instruction = request.Instruction,
        FoundationModel = request.FoundationModel,
        OrchestrationType = request.OrchestrationType ?? Contracts.BedrockAgent.OrchestrationType.Default,
        CustomOrchestration = Json(request.CustomOrchestration),
        IdleSeconds = request.IdleSessionTTLInSeconds ?? IdleSecondsDefault,
        RoleArn = request.AgentResourceRoleArn,
        EncryptionKeyArn = request.CustomerEncryptionKeyArn,
        Prompts = Json(request.PromptOverrideConfiguration),
        Guardrail = Json(request.GuardrailConfiguration),
        Memory = Json(request.MemoryConfiguration),
        Collaboration = request.AgentCollaboration ?? AgentCollaboration.Disabled,
    };

    private static JsonElement? Json<T>(T? shape)
        where T : class, IShape<T> => shape is null ? null : ShapeJson.Write(shape);
}
