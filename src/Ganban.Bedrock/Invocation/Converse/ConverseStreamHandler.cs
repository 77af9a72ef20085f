using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Answers a conversation as it grows.</summary>
internal sealed class ConverseStreamHandler(
    PromptExpansion prompts,
    ModelTargets targets,
    ModelEngines engines,
    NativeInvocation invocation,
    ConverseFiles files,
    Leniency leniency,
    ReasoningSignatures signatures,
    GuardedRun run)
    : IOperationHandler<ConverseStreamRequest, ConverseStreamResponse>
{
    /// <inheritdoc/>
    public async Task<ConverseStreamResponse> Handle(
        ConverseStreamRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var input = await prompts.Expand(ConverseInput.Of(request), context, cancellationToken);
        var model = await targets.ResolveText(input.ModelId, input.PromptText, context, cancellationToken);
        if (model.Streaming == false)
        {
            throw InvocationErrors.NoStreaming();
        }

        input = await files.Load(leniency.Ease(input, context), context, cancellationToken);
        var chat = input.ToChat(model, signatures);
        var engine = engines.Text(model);
        var guarded = await run.Begin(chat, GuardOptions.Of(request.GuardrailConfig), context, cancellationToken);
        if (!guarded.IsBlocked)
        {
            context.Header(ModelEngines.Header, engine.Name);
        }

        var native = invocation.Format(model)?.Of(chat, model);
        var steps = run.Stream(engine, guarded, context, cancellationToken);
        return new ConverseStreamResponse { Stream = Events(steps, new StreamBlocks(signatures.For(model)), End) };

        IEnumerable<ConverseStreamOutput> End(ChatAnswer answer) =>
        [
            new ConverseStreamOutput.MessageStop(new MessageStopEvent
            {
                StopReason = ConverseAnswer.StopReasonOf(answer),
                AdditionalModelResponseFields = ConverseAnswer.AdditionalFields(
                    input.ResponseFieldPaths, answer, native),
            }),
            new ConverseStreamOutput.Metadata(new ConverseStreamMetadataEvent
            {
                Usage = ConverseAnswer.Usage(answer),
                Metrics = new ConverseStreamMetrics { LatencyMs = answer.Milliseconds },
                Trace = Trace(context.Notes<InvocationNotes>().RoutedTo, guarded.Trace()),
                PerformanceConfig = request.PerformanceConfig,
                ServiceTier = request.ServiceTier,
            }),
        ];
    }

    private static ConverseStreamTrace? Trace(string? routedTo, GuardrailTraceAssessment? guardrail) =>
        routedTo is null && guardrail is null ? null : new ConverseStreamTrace
        {
            Guardrail = guardrail,
            PromptRouter = routedTo is null ? null : new PromptRouterTrace { InvokedModelId = routedTo },
        };

    private static async IAsyncEnumerable<ConverseStreamOutput> Events(
        IAsyncEnumerable<ChatStep> steps,
        StreamBlocks blocks,
        Func<ChatAnswer, IEnumerable<ConverseStreamOutput>> end)
    {
        await foreach (var step in steps)
        {
            var events = blocks.Add(step);
            foreach (var item in step is ChatStep.Finished finished ? events.Concat(end(finished.Answer)) : events)
            {
                yield return item;
            }
        }
    }
}
