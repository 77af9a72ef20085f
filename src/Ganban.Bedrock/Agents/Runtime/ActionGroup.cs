using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Actions that an agent can take, and what carries them out.</summary>
internal sealed record ActionGroup
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; null where nothing is said.</summary>
    public string? Description { get; init; }

    /// <summary>A function, or the caller; null for a group that has a <see cref="Signature"/>.</summary>
    public ActionGroupExecutor? Executor { get; init; }

    /// <summary>Its actions as functions; empty where it has <see cref="Operations"/>.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; init; } = [];

    /// <summary>Its actions as the operations of an OpenAPI schema.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; init; } = [];

    /// <summary>The built-in group that it stands for, an <see cref="ActionGroupSignature"/>; null for none.</summary>
    public string? Signature { get; init; }

    /// <summary>What the built-in group is told, such as the size of a display.</summary>
    public IReadOnlyDictionary<string, string> SignatureParameters { get; init; } = new Dictionary<string, string>();
}
