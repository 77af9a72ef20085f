using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts;
using Ganban.Contracts.Bedrock;
using Ganban.Inference.Remote;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.PassThrough;

/// <summary>
/// Sends invocations of models that are bound to Amazon Bedrock on to it, body and answer unchanged. Engines of this
/// server stand in, or are stood in for, in the order of the binding.
/// </summary>
internal sealed class PassThroughDetour(
    ModelCatalog catalog,
    ModelTargets targets,
    ModelEngines engines,
    InvocationGate gate,
    TimeProvider clock,
    EngineWatch? watch = null) : ICallDetour
{
    private static readonly HashSet<string> Passed =
        ["InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream", "CountTokens"];

    private static readonly string[] RequestHeaders =
    [
        "Content-Type", "Accept", "X-Amzn-Bedrock-Accept", "X-Amzn-Bedrock-Trace",
        "X-Amzn-Bedrock-GuardrailIdentifier", "X-Amzn-Bedrock-GuardrailVersion",
        "X-Amzn-Bedrock-PerformanceConfig-Latency", "X-Amzn-Bedrock-Service-Tier",
    ];

    /// <inheritdoc/>
    public async Task<ResponseParts> Answer(
        Operation operation,
        RequestParts request,
        OperationContext context,
        Func<Task<ResponseParts>> handle,
        CancellationToken cancellationToken)
    {
        if (!engines.HaveUpstreams || operation.Service != "bedrock-runtime" || !Passed.Contains(operation.Name))
        {
            return await handle();
        }

        // What a prompt or a router asks is known only once the request is read, which is the handler's work.
        var tenant = new Tenant(context.Account, context.Region);
        if (ModelReference.Resolve(request.Labels[0], catalog, tenant)
            is ModelReference.Prompt or ModelReference.PromptRouter)
        {
            return await handle();
        }

        var model = await targets.Resolve(request.Labels[0], context, cancellationToken);
        if (engines.Route(model) is not { } order)
        {
            return await handle();
        }

        var ((parts, engine), used) = await order.Ask(Ask, engine => engine.Upstream?.Name ?? engine.Name, watch);
        if (engine.Upstream is not null)
        {
            AnsweredBy.Note(used, context);
        }
        else if (used.StoodInFor.Count > 0)
        {
            AnsweredBy.NoteFallback(used.StoodInFor, context);
        }

        return parts;

        async Task<(ResponseParts Parts, Engine Engine)> Ask(Engine engine) => (
            engine.Upstream is { } upstream
                ? await Forward(upstream, operation, request, context, cancellationToken)
                : await Begun(await handle(), cancellationToken),
            engine);
    }

    private async Task<ResponseParts> Forward(
        IUpstream upstream,
        Operation operation,
        RequestParts request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var admission = await Admit(operation, request, context, cancellationToken);
        try
        {
            return await Forward(upstream, admission, operation, request, context, cancellationToken);
        }
        catch (Exception)
        {
            admission?.Dispose();
            throw;
        }
    }

    private async ValueTask<Admission?> Admit(
        Operation operation,
        RequestParts request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        if (operation.Name == "CountTokens")
        {
            await gate.AdmitCount(context, cancellationToken);
            return null;
        }

        var isText = context.Notes<InvocationNotes>().Model!.OutputModalities.Contains(ModelModality.Text);
        var tokensMax = isText ? PassedLimit.OutputTokens(request.Body) : 0;
        return await gate.Admit(context, request.Body.Length, tokensMax, cancellationToken);
    }

    private async Task<ResponseParts> Forward(
        IUpstream upstream,
        Admission? admission,
        Operation operation,
        RequestParts request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var counts = new PassedCounts(context.Notes<InvocationNotes>(), clock);
        var modelId = upstream.ModelId ?? await targets.IdElsewhere(request.Labels[0], context, cancellationToken);
        var headers = RequestHeaders.Select(name => KeyValuePair.Create(name, request.Header(name) ?? ""))
            .Where(header => header.Value.Length > 0);
        var path = operation.UriTemplate.Replace("{modelId}", Uri.EscapeDataString(modelId), StringComparison.Ordinal);
        try
        {
            var answer = await upstream.Send(
                new UpstreamRequest(context.Region, path, [.. headers], request.Body), cancellationToken);
            if (operation.WritesEvents)
            {
                var streamed = Headers(answer);
                var events = PassedEvents.Read(answer, operation, counts.OfEvent, cancellationToken);
                streamed.Stream(admission is null ? events : Settled(events, admission));
                return await Begun(streamed, cancellationToken);
            }

            using var owned = answer;
            using var body = new MemoryStream();
            await answer.Body.CopyToAsync(body, cancellationToken);
            var parts = Headers(answer);
            parts.Payload(body.ToArray());
            counts.OfHeaders(parts.Headers);
            counts.OfBody(parts.Body);
            admission?.PassNoted();
            admission?.Dispose();
            return parts;
        }
        catch (RemoteEngineException e)
        {
            throw PassedError.Of(e) ?? EngineErrors.BeforeAnswer(e);
        }
    }

    private static async IAsyncEnumerable<IStreamEvent> Settled(
        IAsyncEnumerable<IStreamEvent> events,
        Admission admission)
    {
        using var owned = admission;
        try
        {
            await foreach (var item in events)
            {
                if (item.EventType is "contentBlockDelta" or "chunk")
                {
                    await admission.PassPiece();
                }

                yield return item;
            }
        }
        finally
        {
            admission.PassNoted();
        }
    }

    private static ResponseParts Headers(RawAnswer answer)
    {
        var parts = new ResponseParts();
        foreach (var (name, value) in answer.Headers)
        {
            var isPassed = name.StartsWith("X-Amzn-Bedrock-", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
            if (isPassed && value.All(c => c is >= ' ' and <= '~'))
            {
                parts.Header(name, value);
            }
        }

        return parts;
    }

    // A stream has begun with its first event: until then another engine may be asked.
    private static async Task<ResponseParts> Begun(ResponseParts parts, CancellationToken cancellationToken)
    {
        if (parts.Events is { } events)
        {
            var enumerator = events.GetAsyncEnumerator(cancellationToken);
            try
            {
                var more = await enumerator.MoveNextAsync();
                parts.Stream(Rest(enumerator, more));
            }
            catch (Exception)
            {
                await enumerator.DisposeAsync();
                throw;
            }
        }

        return parts;
    }

    private static async IAsyncEnumerable<IStreamEvent> Rest(IAsyncEnumerator<IStreamEvent> events, bool more)
    {
        await using var owned = events;
        for (; more; more = await events.MoveNextAsync())
        {
            yield return events.Current;
        }
    }
}
