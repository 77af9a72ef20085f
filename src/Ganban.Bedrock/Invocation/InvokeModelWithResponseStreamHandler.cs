using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Contracts.Bedrock;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Answers a body in the model's own format, chunk by chunk.</summary>
internal sealed class InvokeModelWithResponseStreamHandler(
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
        InvocationHeaders.Check(
            request.ContentType, request.Accept, request.GuardrailIdentifier, request.GuardrailVersion);
        var model = await targets.Resolve(
            request.ModelId, () => NativeInvocation.PromptText(request.Body ?? default), context, cancellationToken);
        if (model.Streaming == false || !model.OutputModalities.Contains(ModelModality.Text))
        {
            throw InvocationErrors.NoStreaming();
        }

        var call = invocation.Read(NativeInvocation.Parse(request.Body ?? default), model);
        var engine = engines.Text(model);
        context.Header(ModelEngines.Header, engine.Name);
        return new InvokeModelWithResponseStreamResponse
        {
            Body = Chunks(engine, call, context, cancellationToken),
            ContentType = "application/json",
            PerformanceConfigLatency = request.PerformanceConfigLatency,
            ServiceTier = request.ServiceTier,
        };
    }

    private async IAsyncEnumerable<ResponseStream> Chunks(
        TextEngine engine,
        NativeCall call,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var bytes in invocation.AnswerStream(engine, call, context, cancellationToken))
        {
            yield return new ResponseStream.Chunk(new PayloadPart { Bytes = bytes });
        }
    }
}
