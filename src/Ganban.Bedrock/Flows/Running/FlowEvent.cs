using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>A round of an iterator or a loop.</summary>
/// <param name="Node">The iterator's or loop's name.</param>
/// <param name="Type">Which it is: one of <see cref="FlowControlNodeType"/>.</param>
/// <param name="Index">Which round, from 0.</param>
internal sealed record Round(string Node, string Type, int Index);

/// <summary>Where an input's value comes from.</summary>
/// <param name="Node">The node.</param>
/// <param name="Output">Which of its outputs.</param>
/// <param name="Expression">What is taken of it.</param>
internal sealed record InputSource(string Node, string Output, string Expression);

/// <summary>An input with its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its data type.</param>
/// <param name="Expression">Its expression.</param>
/// <param name="Value">Its value.</param>
/// <param name="Category">What a loop's controller has it for; null for other inputs.</param>
/// <param name="Source">Where it comes from; null for what comes from outside.</param>
internal sealed record InputValue(
    string Name, string Type, string Expression, JsonElement Value, string? Category, InputSource? Source);

/// <summary>An output with its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its data type.</param>
/// <param name="Value">Its value.</param>
/// <param name="Next">Where it goes.</param>
internal sealed record OutputValue(string Name, string Type, JsonElement Value, IReadOnlyList<GraphTarget> Next);

/// <summary>Something that happened while a flow ran.</summary>
/// <param name="Node">The node that it happened to.</param>
/// <param name="At">When.</param>
internal abstract record FlowEvent(string Node, DateTimeOffset At)
{
    /// <summary>The flow got its input.</summary>
    public sealed record FlowStarted(string Node, DateTimeOffset At, JsonElement Document) : FlowEvent(Node, At);

    /// <summary>The flow gave an output.</summary>
    public sealed record FlowAnswered(string Node, DateTimeOffset At, JsonElement Document) : FlowEvent(Node, At);

    /// <summary>A node begins.</summary>
    public sealed record Inputs(
        string Node, DateTimeOffset At, IReadOnlyList<InputValue> Values, IReadOnlyList<Round> Rounds)
        : FlowEvent(Node, At);

    /// <summary>A node called another service.</summary>
    public sealed record Acted(
        string Node,
        DateTimeOffset At,
        string Service,
        string Operation,
        string RequestId,
        JsonElement? Request,
        JsonElement? Response) : FlowEvent(Node, At);

    /// <summary>What an agent did for a node.</summary>
    public sealed record Depended(string Node, DateTimeOffset At, IReadOnlyList<TracePart> Traces)
        : FlowEvent(Node, At);

    /// <summary>Which conditions hold.</summary>
    public sealed record Decided(string Node, DateTimeOffset At, IReadOnlyList<string> Conditions)
        : FlowEvent(Node, At);

    /// <summary>A node ended.</summary>
    public sealed record Outputs(string Node, DateTimeOffset At, IReadOnlyList<OutputValue> Values)
        : FlowEvent(Node, At);

    /// <summary>A node failed.</summary>
    public sealed record NodeFailed(string Node, DateTimeOffset At, string Code, string Message) : FlowEvent(Node, At);

    /// <summary>The flow failed.</summary>
    public sealed record FlowFailed(DateTimeOffset At, string Code, string Message) : FlowEvent("", At);
}
