using Ganban.Bedrock.Engines;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Answers a conversation in the format that all models share.</summary>
internal sealed class ConverseHandler(
    ModelTargets targets,
    ModelEngines engines,
    NativeInvocation invocation,
    ChatRun run)
    : IOperationHandler<ConverseRequest, ConverseResponse>
{
    /// <inheritdoc/>
    public async Task<ConverseResponse> Handle(
        ConverseRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var model = await targets.ResolveText(request.ModelId, context, cancellationToken);
        var input = ConverseInput.Of(request);
        var chat = input.ToChat(model);
        var engine = engines.Text(model);
        var answer = await run.Complete(engine, chat, context, cancellationToken);
        return new ConverseResponse
        {
            Output = new ConverseOutput.Message(ConverseAnswer.Message(answer)),
            StopReason = ConverseAnswer.StopReasonOf(answer),
            Usage = ConverseAnswer.Usage(answer),
            Metrics = new ConverseMetrics { LatencyMs = answer.Milliseconds },
            AdditionalModelResponseFields = ConverseAnswer.AdditionalFields(
                input.ResponseFieldPaths, answer, invocation.Format(model)?.Of(chat, model)),
            PerformanceConfig = request.PerformanceConfig,
            ServiceTier = request.ServiceTier,
        };
    }
}
