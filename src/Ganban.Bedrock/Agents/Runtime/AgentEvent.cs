using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What happens while an agent answers, in its order.</summary>
internal abstract record AgentEvent
{
    private AgentEvent()
    {
    }

    /// <summary>More of the answer.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="Citations">What bears it out.</param>
    public sealed record Chunk(string Text, IReadOnlyList<Citation> Citations) : AgentEvent;

    /// <summary>A step, for who wants to see how the answer comes about.</summary>
    /// <param name="Trace">The step.</param>
    /// <param name="Frame">Whose step it is.</param>
    /// <param name="At">When.</param>
    public sealed record Traced(Trace Trace, AgentFrame Frame, DateTimeOffset At) : AgentEvent;

    /// <summary>The caller is to go on; the last event.</summary>
    /// <param name="InvocationId">What the caller is to name with the results.</param>
    /// <param name="Inputs">What the caller is to do.</param>
    public sealed record Control(string InvocationId, IReadOnlyList<InvocationInputMember> Inputs) : AgentEvent;

    /// <summary>Files that programs of the agent made.</summary>
    public sealed record Files(IReadOnlyList<OutputFile> Value) : AgentEvent;
}

/// <summary>An agent at work, and who asked it.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="CollaboratorName">What its supervisor calls it; null for the one that the caller invoked.</param>
/// <param name="Callers">The aliases from the one that the caller invoked to its own.</param>
internal sealed record AgentFrame(AgentDefinition Agent, string? CollaboratorName, IReadOnlyList<Caller> Callers)
{
    /// <summary>The agent that the caller invoked.</summary>
    public static AgentFrame Of(AgentDefinition agent) => new(agent, null, Chain([], agent));

    /// <summary>A collaborator of this one.</summary>
    public AgentFrame To(CollaboratorDefinition collaborator) =>
        new(collaborator.Agent, collaborator.Name, Chain(Callers, collaborator.Agent));

    private static IReadOnlyList<Caller> Chain(IReadOnlyList<Caller> callers, AgentDefinition agent) =>
        agent.Identity is { } identity ? [.. callers, new Caller.AgentAliasArn(identity.AliasArn)] : callers;
}
