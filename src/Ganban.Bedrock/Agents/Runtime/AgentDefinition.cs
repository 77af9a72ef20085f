using System.Text.Json.Nodes;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// An agent with all that its orchestration needs, resolved: from a request that describes one inline, or from what is
/// stored of a version of one.
/// </summary>
internal sealed record AgentDefinition
{
    private const string Inline = "INLINE_AGENT"; // what functions are told of an agent that a request describes

    /// <summary>The time after which a session ends by itself, where nothing else is said.</summary>
    public static readonly TimeSpan IdleTimeDefault = TimeSpan.FromMinutes(10);

    /// <summary>Which stored agent it is; null for one that a request describes.</summary>
    public AgentIdentity? Identity { get; init; }

    /// <summary>Its name; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The model that orchestrates, by an identifier of any kind.</summary>
    public required string ModelId { get; init; }

    /// <summary>What it is told to be and to do.</summary>
    public required string Instruction { get; init; }

    /// <summary>What it can do; disabled ones are left out.</summary>
    public IReadOnlyList<ActionGroup> ActionGroups { get; init; } = [];

    /// <summary>What it can search; disabled ones are left out.</summary>
    public IReadOnlyList<KnowledgeBase> KnowledgeBases { get; init; } = [];

    /// <summary>How it works with its collaborators: one of <see cref="AgentCollaboration"/>.</summary>
    public string Collaboration { get; init; } = AgentCollaboration.Disabled;

    /// <summary>The agents that it can ask.</summary>
    public IReadOnlyList<CollaboratorDefinition> Collaborators { get; init; } = [];

    /// <summary>What looks at the user's input and at the answer; null for nothing.</summary>
    public GuardrailConfigurationWithArn? Guardrail { get; init; }

    /// <summary>Prompts of its steps that are not the default ones, and the function that parses answers.</summary>
    public PromptOverrideConfiguration? Prompts { get; init; }

    /// <summary>What it remembers of earlier sessions; null for nothing.</summary>
    public AgentMemory? Memory { get; init; }

    /// <summary>How long a session lives without being used.</summary>
    public TimeSpan IdleTime { get; init; } = IdleTimeDefault;

    /// <summary>The ARN of the function that orchestrates in place of the model; null for the default way.</summary>
    public string? Orchestrator { get; init; }

    /// <summary>What the events of functions say of it.</summary>
    public JsonObject ToEvent() => new()
    {
        ["name"] = Name,
        ["id"] = Identity?.AgentId ?? Inline,
        ["alias"] = Identity?.AliasId ?? Inline,
        ["version"] = Identity?.Version ?? Inline,
    };
}

/// <summary>Which stored agent a definition was made of.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="AliasId">The alias that was invoked.</param>
/// <param name="Version">The version that the alias means: a number or <c>DRAFT</c>.</param>
/// <param name="AliasArn">The alias's ARN.</param>
internal sealed record AgentIdentity(string AgentId, string AliasId, string Version, string AliasArn);

/// <summary>What an agent remembers of earlier sessions.</summary>
/// <param name="StorageDays">How many days a summary is kept.</param>
/// <param name="RecentSessionsMax">How many of the last sessions' summaries a prompt gets.</param>
internal sealed record AgentMemory(int StorageDays, int RecentSessionsMax);

/// <summary>An agent that another one can ask.</summary>
/// <param name="Name">What the other one calls it.</param>
/// <param name="Instruction">When and how it is to be asked.</param>
/// <param name="RelaysHistory">Whether it is told what was said before.</param>
/// <param name="Agent">The agent.</param>
internal sealed record CollaboratorDefinition(
    string Name, string Instruction, bool RelaysHistory, AgentDefinition Agent);
