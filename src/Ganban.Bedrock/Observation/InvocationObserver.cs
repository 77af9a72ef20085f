using System.Diagnostics;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.Doors;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.InvocationLogging;
using Ganban.Bedrock.RecentCalls;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Observation;

/// <summary>Watches invocations of models and tells log, counters and bill of each that is over.</summary>
internal sealed class InvocationObserver(
    LoggingSettings settings,
    InvocationLog log,
    InvocationMeter meter,
    SpendLedger ledger,
    CallList calls,
    TimeProvider clock) : ICallObserver
{
    private static readonly HashSet<string> Watched =
    [
        "InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream",
        DoorOperations.ChatCompletions, DoorOperations.Responses, DoorOperations.Messages, DoorOperations.Embeddings,
    ];

    private readonly InvocationLog _log = log;
    private readonly InvocationMeter _meter = meter;
    private readonly SpendLedger _ledger = ledger;
    private readonly TimeProvider _clock = clock;

    /// <inheritdoc/>
    public async ValueTask<ICallWatch?> Begin(
        ObservedRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        if (request.Service != "bedrock-runtime" || !Watched.Contains(request.Operation))
        {
            return null;
        }

        var tenant = new Tenant(context.Account, context.Region);
        var setting = await settings.Find(tenant, cancellationToken);
        var call = calls.Begin(request.Operation, request.Target, request.Body, context);
        return new Watch(this, request, context, setting, call);
    }

    private sealed class Watch(
        InvocationObserver observer,
        ObservedRequest request,
        OperationContext context,
        LoggingSetting? setting,
        RecentCall? call) : ICallWatch
    {
        private readonly List<IStreamEvent> _events = [];
        private readonly DateTimeOffset _at = observer._clock.GetUtcNow();
        private readonly Activity? _span = InvocationTrace.Begin(request.Operation);
        private readonly long _started = observer._clock.GetTimestamp();

        public void Sending(IStreamEvent item)
        {
            if (setting is { TextDataDeliveryEnabled: not false })
            {
                _events.Add(item);
            }
        }

        public void Ended(CallEnd end)
        {
            var notes = context.Notes<InvocationNotes>();
            var invocation = new FinishedInvocation
            {
                Operation = request.Operation,
                Caller = context.Caller,
                RequestId = context.RequestId,
                At = _at,
                Took = observer._clock.GetElapsedTime(_started),
                ModelId = notes.ModelId ?? request.Target,
                Notes = notes,
                Error = end.Error,
                IsAbandoned = end.IsAbandoned,
            };
            observer._meter.Record(invocation);
            observer._ledger.Add(invocation);
            call?.Finish(invocation);
            if (_span is { } span)
            {
                InvocationTrace.End(span, invocation);
            }

            if (setting is not null)
            {
                observer._log.Add(new InvocationRecord(invocation, setting, request.Body, end.Body, _events));
            }
        }
    }
}
