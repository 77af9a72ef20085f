using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Answers a body in the model's own format.</summary>
internal sealed class InvokeModelHandler(ModelTargets targets, NativeInvocation invocation)
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
        var model = await targets.Resolve(
            request.ModelId, () => NativeInvocation.PromptText(request.Body ?? default), context, cancellationToken);
        var body = NativeInvocation.Parse(request.Body ?? default);
        return new InvokeModelResponse
        {
            Body = await invocation.Answer(body, model, context, cancellationToken),
            ContentType = "application/json",
            PerformanceConfigLatency = request.PerformanceConfigLatency,
            ServiceTier = request.ServiceTier,
        };
    }
}
