using System.Text.Json;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>A run of a flow, as its nodes need to know it.</summary>
/// <param name="Caller">Who began it.</param>
/// <param name="Operation">The operation that began it.</param>
/// <param name="FlowArn">The flow.</param>
/// <param name="AliasArn">The alias that was called.</param>
/// <param name="ExecutionId">The run's id.</param>
internal sealed record FlowCall(Caller Caller, string Operation, string FlowArn, string AliasArn, string ExecutionId)
{
    /// <summary>The most nodes that run at once.</summary>
    public int NodesAtOnce { get; init; } = 16;

    /// <summary>Whether a full or unready engine is asked again, as nobody waits for the answer.</summary>
    public bool IsPatient { get; init; }

    /// <summary>The latency that models are asked for, if any.</summary>
    public string? Latency { get; init; }

    /// <summary>Whether somebody is there whom nodes can ask.</summary>
    public bool HasUser { get; init; }

    /// <summary>What the user has answered, by the names of the runs of nodes that asked.</summary>
    public IReadOnlyDictionary<string, JsonElement> Answers { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The caller's account and region.</summary>
    public Tenant Tenant => new(Caller.Account, Caller.Region);

    /// <summary>A call of another operation for a node.</summary>
    public OperationContext Context() => new()
    {
        Caller = Caller,
        RequestId = Guid.NewGuid().ToString(),
        Operation = Operation,
    };
}
