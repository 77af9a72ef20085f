using System.Text.Json;
using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Something that an agent's model can call.</summary>
/// <param name="Name">What the model calls it.</param>
/// <param name="Description">What the model is told of it; may be empty.</param>
/// <param name="Schema">The JSON schema of its arguments.</param>
internal abstract record AgentTool(string Name, string Description, JsonElement Schema)
{
    /// <summary>A function of an action group.</summary>
    public sealed record Function(
        string Name, string Description, JsonElement Schema, ActionGroup Group, FunctionDefinition Definition)
        : AgentTool(Name, Description, Schema);

    /// <summary>An operation of an action group's OpenAPI schema.</summary>
    public sealed record Api(
        string Name,
        string Description,
        JsonElement Schema,
        ActionGroup Group,
        ApiOperation Operation,
        IReadOnlyList<ApiArgument> Arguments)
        : AgentTool(Name, Description, Schema);

    /// <summary>The search in a knowledge base.</summary>
    public sealed record Search(string Name, string Description, JsonElement Schema, KnowledgeBase KnowledgeBase)
        : AgentTool(Name, Description, Schema);

    /// <summary>The question back to the user.</summary>
    public sealed record AskUser(string Name, string Description, JsonElement Schema)
        : AgentTool(Name, Description, Schema);

    /// <summary>The interpreter of programs.</summary>
    public sealed record RunCode(string Name, string Description, JsonElement Schema)
        : AgentTool(Name, Description, Schema);

    /// <summary>A tool that the model's maker defines and the caller carries out.</summary>
    public sealed record Native(string Name, string Description, JsonElement Schema, ActionGroup Group)
        : AgentTool(Name, Description, Schema);

    /// <summary>Another agent.</summary>
    public sealed record Collaborator(
        string Name, string Description, JsonElement Schema, CollaboratorDefinition Definition)
        : AgentTool(Name, Description, Schema);
}

/// <summary>An argument of an operation.</summary>
/// <param name="Key">What the model calls it.</param>
/// <param name="Value">What it is.</param>
/// <param name="IsBody">Whether it is a member of the body.</param>
internal sealed record ApiArgument(string Key, ApiValue Value, bool IsBody);
