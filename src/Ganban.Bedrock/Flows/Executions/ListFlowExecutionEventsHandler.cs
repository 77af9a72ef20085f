using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ganban.Bedrock.Flows.Invocation;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>Lists what happened to an execution's nodes, or to the flow, in the order in which it happened.</summary>
internal sealed class ListFlowExecutionEventsHandler(FlowExecutions executions, ResourceStore store)
    : IOperationHandler<ListFlowExecutionEventsRequest, ListFlowExecutionEventsResponse>
{
    // The contract's most for a list of events.
    private const int PageSizeMax = 10;
    private const int EntriesRead = 100;
    private readonly byte[] _key = store.DeriveKey("flow-execution-events");

    /// <inheritdoc/>
    public async Task<ListFlowExecutionEventsResponse> Handle(
        ListFlowExecutionEventsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var execution = await executions.Get(
            tenant,
            request.FlowIdentifier,
            request.FlowAliasIdentifier,
            request.ExecutionIdentifier,
            cancellationToken);
        var query = $"{tenant.Account}|{tenant.Region}|{execution.Id}|{request.EventType}";
        var from = request.NextToken is { } token ? From(token, query) : 1;
        var count = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax);
        var (events, next) = await Read(tenant, execution.Id, request.EventType, from, count, cancellationToken);
        return new ListFlowExecutionEventsResponse
        {
            FlowExecutionEvents = events,
            NextToken = next is { } more ? Token(more, query) : null,
        };
    }

    // The events, and where others follow.
    private async Task<(IReadOnlyList<FlowExecutionEvent> Events, long? Next)> Read(
        Tenant tenant, string id, string type, long from, int count, CancellationToken cancellationToken)
    {
        var events = new List<FlowExecutionEvent>();
        while (true)
        {
            var entries = await store.ReadStreamAsync(
                tenant, FlowExecutions.Journal(id), from, EntriesRead, cancellationToken);
            if (entries.Count == 0)
            {
                return (events, null);
            }

            foreach (var entry in entries)
            {
                if (ExecutionJournal.Read(entry) is { Happened: { } happened } found && found.Type == type)
                {
                    if (events.Count == count)
                    {
                        return (events, entry.Sequence);
                    }

                    events.Add(ShapeJson.Read<FlowExecutionEvent>(happened));
                }
            }

            from = entries[^1].Sequence + 1;
        }
    }

    private long From(string token, string query) =>
        long.TryParse(token.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        && Token(from, query) == token
            ? from
            : throw FlowRunErrors.BadToken();

    // Bound to the query, so that a page never continues another list.
    private string Token(long from, string query)
    {
        var bound = string.Create(CultureInfo.InvariantCulture, $"{from}|{query}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{from}.{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(bound)))}");
    }
}
