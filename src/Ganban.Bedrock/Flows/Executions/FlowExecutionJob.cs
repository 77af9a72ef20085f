using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;
using Microsoft.Extensions.Logging;
using Caller = Ganban.Protocol.Callers.Caller;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>
/// Runs executions. A process that goes on with the execution of one before it runs only the nodes that had not ended;
/// so does a try after one that the store failed.
/// </summary>
internal sealed partial class FlowExecutionJob(
    FlowExecutions executions,
    IEnumerable<IFlowNode> types,
    ResourceStore store,
    TimeProvider clock,
    ILogger<FlowExecutionJob> logger) : IJobType
{
    private readonly Dictionary<string, IFlowNode> _types = types.ToDictionary(type => type.Type);

    /// <inheritdoc/>
    public string Name => FlowExecutionRecord.JobType;

    /// <inheritdoc/>
    public async Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken cancellationToken)
    {
        var stored = await executions.Find(job.Tenant, job.Id, cancellationToken);
        if (stored is null || stored.Document.EndedAt is not null)
        {
            return;
        }

        var journal = await ExecutionJournal.Open(store, job.Tenant, job.Id, cancellationToken);
        var left = stored.CreatedAt + FlowExecutions.TimeMax - clock.GetUtcNow();
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupted, cancellationToken);
        try
        {
            await Run(stored, job.Tenant, journal, ended.Token);
            await End(job, FlowExecutionStatus.Succeeded, null, null, [], cancellationToken);
        }
        catch (FlowNodeException e)
        {
            IReadOnlyList<FlowEvent> events =
            [
                new FlowEvent.NodeFailed(e.Node, clock.GetUtcNow(), e.Code, e.Message),
                new FlowEvent.FlowFailed(clock.GetUtcNow(), FlowErrorCode.NodeExecutionFailed, e.Message),
            ];
            IReadOnlyList<Write> told = [.. events.Select(journal.Entry)];
            await End(job, FlowExecutionStatus.Failed, e.Node, e.Message, told, cancellationToken);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            var message = $"The execution was not finished within {FlowExecutions.TimeMax.TotalHours} hours.";
            await End(job, FlowExecutionStatus.TimedOut, null, message, [], cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It was stopped; its record says so already.
        }
        catch (Exception) when (journal.Failure is { } failure && !cancellationToken.IsCancellationRequested)
        {
            // For the run it is a fault of a node; the runner tries again what the store failed.
            throw new IOException($"The journal of the execution could not be written: {failure.Message}", failure);
        }
        catch (Exception e) when (e is not IOException && !cancellationToken.IsCancellationRequested)
        {
            LogFault(e, job.Id);
            const string message = "The server encountered an internal error; its log tells more. Start another execution.";
            var failed = new FlowEvent.FlowFailed(clock.GetUtcNow(), FlowErrorCode.InternalServer, message);
            await End(job, FlowExecutionStatus.Failed, null, message, [journal.Entry(failed)], cancellationToken);
        }
    }

    private async Task Run(
        Stored<FlowExecutionRecord> execution,
        Tenant tenant,
        ExecutionJournal journal,
        CancellationToken cancellationToken)
    {
        var record = execution.Document;
        var call = new FlowCall(
            new Caller(tenant.Account, tenant.Region, record.CallerArn),
            "StartFlowExecution",
            StoredFlows.Arn(tenant, execution.Parent!),
            StoredFlows.AliasArn(tenant, execution.Parent!, record.Alias),
            execution.Name!)
        {
            NodesAtOnce = record.NodesAtOnce,
            Latency = record.Latency,
            IsPatient = true,
        };
        var graph = FlowGraph.Of(record.ReadDefinition());
        using var run = new FlowRun(graph, call, _types, journal, clock);
        await run.Run(record.Document, cancellationToken);
    }

    private Task End(
        QueuedJob job,
        string status,
        string? node,
        string? message,
        IReadOnlyList<Write> together,
        CancellationToken cancellationToken) => executions.Change(
        job.Tenant,
        job.Id,
        now => now with
        {
            Status = status,
            FailedNode = node,
            FailureMessage = message,
            EndedAt = clock.GetUtcNow(),
        },
        together,
        cancellationToken);

    [LoggerMessage(1, LogLevel.Error, "The flow execution {Execution} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string execution);
}
