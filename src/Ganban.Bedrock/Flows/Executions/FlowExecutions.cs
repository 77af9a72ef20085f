using Ganban.Bedrock.Flows.Invocation;
using Ganban.Bedrock.Jobs;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>The executions of all tenants.</summary>
internal sealed class FlowExecutions(ResourceStore store, TimeProvider clock)
{
    /// <summary>How long an execution may take.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromHours(24);

    private const string ExecutionPart = "/execution/";

    /// <summary>The document's id of an execution.</summary>
    public static string Id(string flow, string alias, string execution) => $"{flow}.{alias}.{execution}";

    /// <summary>The ARN of an execution.</summary>
    public static string Arn(Tenant tenant, Stored<FlowExecutionRecord> execution) =>
        StoredFlows.AliasArn(tenant, execution.Parent!, execution.Document.Alias) + ExecutionPart + execution.Name;

    /// <summary>The stream in which an execution's journal is.</summary>
    public static string Journal(string id) => $"{FlowExecutionRecord.JobType}/{id}";

    /// <summary>The execution as the runner knows it.</summary>
    public QueuedJob Queued(Tenant tenant, string id) =>
        new(FlowExecutionRecord.JobType, tenant.Account, tenant.Region, id, clock.GetUtcNow() + TimeMax);

    /// <summary>The tenant's execution, or null.</summary>
    public Task<Stored<FlowExecutionRecord>?> Find(Tenant tenant, string id, CancellationToken cancellationToken) =>
        store.GetAsync(tenant, FlowExecutionRecord.Kind, id, cancellationToken);

    /// <summary>The execution that ids or ARNs mean.</summary>
    /// <exception cref="Contracts.BedrockAgentRuntime.ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<FlowExecutionRecord>> Get(
        Tenant tenant, string flow, string alias, string execution, CancellationToken cancellationToken)
    {
        var flowId = StoredFlows.IdOf(tenant, flow) ?? throw FlowRunErrors.NoFlow(flow);
        var aliasId = Last(alias, StoredFlows.Arn(tenant, flowId) + "/alias/");
        var name = Last(execution, StoredFlows.AliasArn(tenant, flowId, aliasId) + ExecutionPart);
        return aliasId.Contains('/', StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal)
            ? throw FlowRunErrors.NoExecution(execution)
            : await Find(tenant, Id(flowId, aliasId, name), cancellationToken)
                ?? throw FlowRunErrors.NoExecution(execution);
    }

    /// <summary>Changes an execution that runs, whatever others change meanwhile.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="change">Makes the new record of the present one.</param>
    /// <param name="together">Other writes of the same transaction.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The execution as it is now; null if it is gone. One that is over is not changed.</returns>
    public async Task<Stored<FlowExecutionRecord>?> Change(
        Tenant tenant,
        string id,
        Func<FlowExecutionRecord, FlowExecutionRecord> change,
        IReadOnlyList<Write> together,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await Find(tenant, id, cancellationToken);
            if (stored is null || stored.Document.EndedAt is not null)
            {
                return stored;
            }

            try
            {
                var changed = stored with { Document = change(stored.Document) };
                await store.CommitAsync(
                    [FlowExecutionRecord.Kind.Update(tenant, changed), .. together], cancellationToken);
                return changed;
            }
            catch (RevisionConflictException)
            {
                // Somebody was faster; the change is made again to what that one wrote.
            }
        }
    }

    private static string Last(string identifier, string prefix) =>
        identifier.StartsWith(prefix, StringComparison.Ordinal) ? identifier[prefix.Length..] : identifier;
}
