using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What both operations that invoke an agent ask for.</summary>
internal sealed record AgentInvocation
{
    /// <summary>The agent.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>What the user asks; null where results are sent.</summary>
    public string? Input { get; init; }

    /// <summary>Whether steps are told.</summary>
    public bool IsTraced { get; init; }

    /// <summary>Whether the session is to end.</summary>
    public bool EndsSession { get; init; }

    /// <summary>Whose memory the session is a part of.</summary>
    public string? MemoryId { get; init; }

    /// <summary>How the answer leaves.</summary>
    public StreamingConfigurations? Streaming { get; init; }

    /// <summary>How earlier turns are told.</summary>
    public PromptCreationConfigurations? PromptCreation { get; init; }

    /// <summary>The request's member that says of the session what <see cref="State"/> holds.</summary>
    public required string StateField { get; init; }

    /// <summary>What the caller says of the session.</summary>
    public SessionState State { get; init; } = new();
}
