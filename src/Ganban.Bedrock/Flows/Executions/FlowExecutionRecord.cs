using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>An execution of a flow as it is stored; its parent is the flow, its name the execution's id.</summary>
/// <param name="Alias">The alias that was called.</param>
/// <param name="FlowVersion">The version to which it led.</param>
/// <param name="NodesAtOnce">The most nodes that run at once.</param>
/// <param name="Latency">The latency that models are asked for, if any.</param>
/// <param name="CallerArn">Who started it.</param>
/// <param name="ExecutionRoleArn">The flow's role.</param>
/// <param name="CustomerEncryptionKeyArn">The flow's key, if any.</param>
/// <param name="Definition">The definition as it was at the start, in the API's own form.</param>
/// <param name="Document">The input.</param>
/// <param name="Status">How far it is: one of <see cref="FlowExecutionStatus"/>.</param>
/// <param name="FailedNode">The node that failed, if one did.</param>
/// <param name="FailureMessage">Why it failed; null if it did not.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
public sealed record FlowExecutionRecord(
    string Alias,
    string FlowVersion,
    int NodesAtOnce,
    string? Latency,
    string CallerArn,
    string ExecutionRoleArn,
    string? CustomerEncryptionKeyArn,
    JsonElement Definition,
    JsonElement Document,
    string Status,
    string? FailedNode,
    string? FailureMessage,
    DateTimeOffset? EndedAt)
{
    /// <summary>The name of executions in the runner and the store.</summary>
    public const string JobType = "flow-execution";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<FlowExecutionRecord> Kind { get; } =
        new(JobType, FlowExecutionsJson.Default.FlowExecutionRecord);

    /// <summary>The definition as the API's type.</summary>
    public FlowDefinition ReadDefinition() => ShapeJson.Read<FlowDefinition>(Definition);
}
