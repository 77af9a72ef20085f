using Ganban.Bedrock.Costs;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Observation;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Jobs;

/// <summary>
/// Invokes models for jobs, through the same operations as callers do: same checks, same answers. Every call is counted
/// and priced. A patient call asks a full or unready engine again later.
/// </summary>
internal sealed partial class ModelCalls(
    IEnumerable<OperationEndpoint> endpoints,
    InvocationMeter meter,
    SpendLedger ledger,
    TimeProvider clock,
    ILogger<ModelCalls> logger)
{
    private const int UnavailableMax = 8; // tries, in about 20 seconds, before an engine counts as out of order
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(10);

    private readonly OperationEndpoint _invoke = Of(endpoints, "InvokeModel");
    private readonly OperationEndpoint _converse = Of(endpoints, "Converse");

    /// <summary>Invokes a model once, with a body of InvokeModel or of Converse.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled; nothing of it counts.</exception>
    public async Task<ModelCallResult> Run(ModelCall call, CancellationToken cancellationToken)
    {
        var delay = DelayMin;
        for (var tries = 1; ; tries++)
        {
            var result = await Try(call, cancellationToken);
            var isLast = !call.IsPatient
                || result.Error?.Status is not (429 or 503)
                || (result.Error.Status == 503 && tries == UnavailableMax);
            if (isLast)
            {
                return result;
            }

            await Task.Delay(delay, clock, cancellationToken);
            delay = delay * 2 < DelayMax ? delay * 2 : DelayMax;
        }
    }

    private async Task<ModelCallResult> Try(ModelCall call, CancellationToken cancellationToken)
    {
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var context = new OperationContext { Caller = call.Caller, RequestId = Guid.NewGuid().ToString() };
        context.Notes<InvocationNotes>().IsBatch = call.IsBatch;
        var parts = new RequestParts
        {
            Labels = [call.ModelId],
            Query = [],
            Header = _ => null,
            Body = call.Body,
        };
        ReadOnlyMemory<byte> output = default;
        ModelledException? error = null;
        try
        {
            var endpoint = call.IsConverse ? _converse : _invoke;
            output = (await endpoint.Invoke(parts, context, cancellationToken)).Body;
        }
        catch (ModelledException e)
        {
            error = e;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFault(e, context.RequestId, call.Operation);
            error = new InternalServerException("The server encountered an internal error.", e);
        }

        var notes = context.Notes<InvocationNotes>();
        var finished = new FinishedInvocation
        {
            Operation = call.Operation,
            Caller = call.Caller,
            RequestId = context.RequestId,
            At = at,
            Took = clock.GetElapsedTime(started),
            ModelId = call.ModelId,
            Notes = notes,
            Error = error,
        };
        meter.Record(finished);
        ledger.Add(finished);
        var input = (notes.InputTokens ?? 0) + (notes.Cache?.Tokens ?? 0);
        return new ModelCallResult(output, error, input, notes.OutputTokens ?? 0) { RequestId = context.RequestId };
    }

    private static OperationEndpoint Of(IEnumerable<OperationEndpoint> endpoints, string name) => endpoints.First(
        endpoint => endpoint.Operation.Service == "bedrock-runtime" && endpoint.Operation.Name == name);

    [LoggerMessage(1, LogLevel.Error, "The invocation {RequestId} of {Operation} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string requestId, string operation);
}

/// <summary>A call that a job makes.</summary>
/// <param name="Operation">The operation that began the job; counters and sums name it.</param>
/// <param name="Caller">Who began the job.</param>
/// <param name="ModelId">The model, in any form that the operation takes.</param>
/// <param name="Body">The body.</param>
internal sealed record ModelCall(string Operation, Caller Caller, string ModelId, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the body is one of Converse and not in the model's own format.</summary>
    public bool IsConverse { get; init; }

    /// <summary>Whether batch prices hold.</summary>
    public bool IsBatch { get; init; }

    /// <summary>Whether a full or unready engine is asked again, as nobody waits for the answer.</summary>
    public required bool IsPatient { get; init; }
}

/// <summary>What a call gave.</summary>
/// <param name="Output">The response's body; empty with an error.</param>
/// <param name="Error">The error; null for success.</param>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
internal sealed record ModelCallResult(
    ReadOnlyMemory<byte> Output, ModelledException? Error, int InputTokens, int OutputTokens)
{
    /// <summary>The call's id, of its last try.</summary>
    public string RequestId { get; init; } = "";
}
