using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
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
        InvocationHeaders.Check(request.ContentType, request.Accept);
        var guard = GuardOptions.Of(request.GuardrailIdentifier, request.GuardrailVersion, request.Trace);
        return new InvokeModelResponse
        {
            Body = await Answer(request.ModelId, request.Body ?? default, guard, context, cancellationToken),
            ContentType = "application/json",
            PerformanceConfigLatency = request.PerformanceConfigLatency,
            ServiceTier = request.ServiceTier,
        };
    }

    private async Task<ReadOnlyMemory<byte>> Answer(
        string modelId,
        ReadOnlyMemory<byte> body,
        GuardOptions? guard,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        (body, guard) = GuardedBody.Read(body, guard);
        if (await prompts.Read(modelId, body, context, cancellationToken) is { } prompted)
        {
            return await invocation.Converse(
                prompted.Call, engines.Text(prompted.Model), guard, context, cancellationToken);
        }

        var model = await targets.Resolve(
            modelId, () => NativeInvocation.PromptText(body), context, cancellationToken);
        return await invocation.Answer(NativeInvocation.Parse(body), model, guard, context, cancellationToken);
    }
}
