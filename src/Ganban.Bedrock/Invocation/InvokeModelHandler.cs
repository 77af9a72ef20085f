using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Answers a body in the model's own format.</summary>
internal sealed class InvokeModelHandler(
    PromptCalls prompts,
    ModelTargets targets,
    ModelEngines engines,
    NativeInvocation invocation)
    : IOperationHandler<InvokeModelRequest, InvokeModelResponse>
{
    /// <inheritdoc/>
    public async Task<InvokeModelResponse> Handle(
        InvokeModelRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        InvocationHeaders.Check(
            request.ContentType, request.Accept, request.GuardrailIdentifier, request.GuardrailVersion);
        return new InvokeModelResponse
        {
            Body = await Answer(request.ModelId, request.Body ?? default, context, cancellationToken),
            ContentType = "application/json",
            PerformanceConfigLatency = request.PerformanceConfigLatency,
            ServiceTier = request.ServiceTier,
        };
    }

    private async Task<ReadOnlyMemory<byte>> Answer(
        string modelId, ReadOnlyMemory<byte> body, OperationContext context, CancellationToken cancellationToken)
    {
        if (await prompts.Read(modelId, body, context, cancellationToken) is { } prompted)
        {
            return await invocation.Converse(
                prompted.Call, engines.Text(prompted.Model), context, cancellationToken);
        }

        var model = await targets.Resolve(
            modelId, () => NativeInvocation.PromptText(body), context, cancellationToken);
        return await invocation.Answer(NativeInvocation.Parse(body), model, context, cancellationToken);
    }
}
