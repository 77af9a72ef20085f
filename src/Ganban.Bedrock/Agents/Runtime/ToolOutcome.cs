using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What came of a call of a tool.</summary>
internal abstract record ToolOutcome
{
    private ToolOutcome()
    {
    }

    /// <summary>A result for the model.</summary>
    public sealed record Result(string Text) : ToolOutcome
    {
        /// <summary>Images that belong to it.</summary>
        public IReadOnlyList<AgentImage> Images { get; init; } = [];
    }

    /// <summary>The call could not be understood; the model is told why.</summary>
    public sealed record Malformed(string Text) : ToolOutcome;

    /// <summary>The user is to be asked.</summary>
    public sealed record Ask(string Question) : ToolOutcome;

    /// <summary>The caller is to go on.</summary>
    /// <param name="For">What is waited for.</param>
    /// <param name="Inputs">What the caller is to do.</param>
    public sealed record Wait(PendingWait For, IReadOnlyList<InvocationInputMember> Inputs) : ToolOutcome;
}

/// <summary>How an agent's work on a turn ends.</summary>
internal abstract record TurnEnd
{
    private TurnEnd()
    {
    }

    /// <summary>It has an answer.</summary>
    /// <param name="Text">The answer.</param>
    /// <param name="Citations">What bears it out.</param>
    public sealed record Answer(string Text, IReadOnlyList<Citation> Citations) : TurnEnd;

    /// <summary>The caller is to go on.</summary>
    /// <param name="Inputs">What the caller is to do.</param>
    public sealed record Control(IReadOnlyList<InvocationInputMember> Inputs) : TurnEnd;
}
