using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Answers a conversation in the format that all models share.</summary>
internal sealed class ConverseHandler(
    PromptExpansion prompts,
    ModelTargets targets,
    ModelEngines engines,
    NativeInvocation invocation,
    ConverseFiles files,
    Leniency leniency,
    ReasoningSignatures signatures,
    GuardedRun run)
    : IOperationHandler<ConverseRequest, ConverseResponse>
{
    /// <inheritdoc/>
    public async Task<ConverseResponse> Handle(
        ConverseRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var input = await prompts.Expand(ConverseInput.Of(request), context, cancellationToken);
        var model = await targets.ResolveText(input.ModelId, input.PromptText, context, cancellationToken);
        input = await files.Load(leniency.Ease(input, context), context, cancellationToken);
        var chat = input.ToChat(model, signatures);
        var engine = engines.Text(model);
        var guarded = await run.Begin(chat, GuardOptions.Of(request.GuardrailConfig), context, cancellationToken);
        var answer = await run.Complete(engine, guarded, context, cancellationToken);
        return new ConverseResponse
        {
            Output = new ConverseOutput.Message(ConverseAnswer.Message(answer, signatures.For(model))),
            StopReason = ConverseAnswer.StopReasonOf(answer),
            Usage = ConverseAnswer.Usage(answer),
            Metrics = new ConverseMetrics { LatencyMs = answer.Milliseconds },
            AdditionalModelResponseFields = ConverseAnswer.AdditionalFields(
                input.ResponseFieldPaths, answer, invocation.Format(model)?.Of(chat, model)),
            Trace = Trace(context.Notes<InvocationNotes>().RoutedTo, guarded.Trace()),
            PerformanceConfig = request.PerformanceConfig,
            ServiceTier = request.ServiceTier,
        };
    }

    private static ConverseTrace? Trace(string? routedTo, GuardrailTraceAssessment? guardrail) =>
        routedTo is null && guardrail is null ? null : new ConverseTrace
        {
            Guardrail = guardrail,
            PromptRouter = routedTo is null ? null : new PromptRouterTrace { InvokedModelId = routedTo },
        };
}
