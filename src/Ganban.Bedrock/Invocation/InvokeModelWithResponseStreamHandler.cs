using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.Bedrock;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Answers a body in the model's own format, chunk by chunk.</summary>
internal sealed class InvokeModelWithResponseStreamHandler(
    PromptCalls prompts,
    ModelTargets targets,
    NativeInvocation invocation,
    ModelEngines engines)
    : IOperationHandler<InvokeModelWithResponseStreamRequest, InvokeModelWithResponseStreamResponse>
{
    /// <inheritdoc/>
    public async Task<InvokeModelWithResponseStreamResponse> Handle(
        InvokeModelWithResponseStreamRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        InvocationHeaders.Check(request.ContentType, request.Accept);
        var (body, guard) = GuardedBody.Read(
            request.Body ?? default,
            GuardOptions.Of(request.GuardrailIdentifier, request.GuardrailVersion, request.Trace));
        var prompted = await prompts.Read(request.ModelId, body, context, cancellationToken);
        var model = prompted?.Model ?? await targets.Resolve(
            request.ModelId, () => NativeInvocation.PromptText(body), context, cancellationToken);
        if (model.Streaming == false || !model.OutputModalities.Contains(ModelModality.Text))
        {
            throw InvocationErrors.NoStreaming();
        }

        var call = prompted?.Call ?? await invocation.Read(
            NativeInvocation.Parse(body), model, context, cancellationToken);
        var engine = engines.Text(model);
        var guarded = await invocation.Guard(call, guard, context, cancellationToken);
        if (!guarded.IsBlocked)
        {
            context.Header(ModelEngines.Header, engine.Name);
        }

        return new InvokeModelWithResponseStreamResponse
        {
            Body = Chunks(engine, call, guarded, context, cancellationToken),
            ContentType = "application/json",
            PerformanceConfigLatency = request.PerformanceConfigLatency,
            ServiceTier = request.ServiceTier,
        };
    }

    private async IAsyncEnumerable<ResponseStream> Chunks(
        TextEngine engine,
        NativeCall call,
        GuardedCall guarded,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunk in invocation.Stream(engine, call, guarded, context, cancellationToken))
        {
            yield return new ResponseStream.Chunk(new PayloadPart { Bytes = NativeInvocation.Bytes(chunk) });
        }
    }
}
