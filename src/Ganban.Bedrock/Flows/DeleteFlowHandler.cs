using Ganban.Bedrock.Flows.Executions;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>
/// Deletes a flow with its versions and executions, and if so asked with the aliases that use it and the executions
/// that run: the executions first and the flow last, so that a deletion that breaks off can be repeated.
/// </summary>
internal sealed class DeleteFlowHandler(
    StoredFlows flows, FlowExecutions executions, ResourceStore store, JobRunner runner, TimeProvider clock)
    : IOperationHandler<DeleteFlowRequest, DeleteFlowResponse>
{
    private const int PageSize = 10; // of executions, each of which may have 15 MiB

    /// <inheritdoc/>
    public async Task<DeleteFlowResponse> Handle(
        DeleteFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var aliases = await flows.Aliases(tenant, draft.Id, cancellationToken);
        if (aliases.Count > 0 && request.SkipResourceInUseCheck != true)
        {
            throw FlowsErrors.InUse($"The flow {draft.Id}", $"its alias {aliases[0].Id}");
        }

        var executed = new ListQuery { Parent = draft.Id, PageSize = PageSize };
        if (request.SkipResourceInUseCheck != true
            && await Running(tenant, draft.Id, cancellationToken) is { } running)
        {
            throw FlowsErrors.Executes(draft.Id, running.Name!);
        }

        await DeleteExecutions(tenant, executed, cancellationToken);
        var query = new ListQuery { Id = draft.Id };
        var versions = await store.ListAllAsync(tenant, FlowDocument.Kind, query, cancellationToken)
            .ToListAsync(cancellationToken);
        await store.CommitAsync(
            [
                .. versions.Select(flow => FlowDocument.Kind.Delete(tenant, flow.Id, flow.Version)),
                Write.UntagAll(tenant, StoredFlows.Arn(tenant, draft.Id)),
                .. aliases.SelectMany(IEnumerable<Write> (alias) =>
                [
                    FlowAliasDocument.Kind.Delete(tenant, alias.Id),
                    Write.UntagAll(tenant, StoredFlows.AliasArn(tenant, draft.Id, alias.Id)),
                ]),
            ],
            cancellationToken);
        return new DeleteFlowResponse { Id = draft.Id };
    }

    // A job is queued a moment longer than its execution runs.
    private async Task<Stored<FlowExecutionRecord>?> Running(
        Tenant tenant, string flow, CancellationToken cancellationToken)
    {
        var queued = new ListQuery { Parent = QueuedJob.ParentOf(FlowExecutionRecord.JobType, tenant) };
        await foreach (var job in store.ListAllAsync(Tenant.Global, QueuedJob.Kind, queued, cancellationToken))
        {
            if (job.Document.Id.StartsWith(flow + ".", StringComparison.Ordinal)
                && await executions.Find(tenant, job.Document.Id, cancellationToken)
                    is { Document.EndedAt: null } running)
            {
                return running;
            }
        }

        return null;
    }

    private async Task DeleteExecutions(Tenant tenant, ListQuery query, CancellationToken cancellationToken)
    {
        while (await store.ListAsync(tenant, FlowExecutionRecord.Kind, query, cancellationToken)
            is { Items.Count: > 0 } found)
        {
            foreach (var running in found.Items.Where(execution => execution.Document.EndedAt is null))
            {
                await Stop(tenant, running.Id, cancellationToken);
            }

            await store.CommitAsync(
                [
                    .. found.Items.Select(execution => FlowExecutionRecord.Kind.Delete(tenant, execution.Id)),
                    .. found.Items.Select(
                        execution => Write.DropStream(tenant, FlowExecutions.Journal(execution.Id))),
                ],
                cancellationToken);
        }
    }

    // It writes nothing any more once it is interrupted, so that nothing of its journal stays.
    private async Task Stop(Tenant tenant, string id, CancellationToken cancellationToken)
    {
        await executions.Change(
            tenant,
            id,
            now => now with { Status = FlowExecutionStatus.Aborted, EndedAt = clock.GetUtcNow() },
            together: [],
            cancellationToken);
        await runner.Interrupt(executions.Queued(tenant, id));
    }
}
