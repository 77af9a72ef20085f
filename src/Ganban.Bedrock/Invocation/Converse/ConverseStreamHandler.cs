using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Answers a conversation as it grows.</summary>
internal sealed class ConverseStreamHandler(ModelTargets targets, ModelEngines engines, ChatRun run)
    : IOperationHandler<ConverseStreamRequest, ConverseStreamResponse>
{
    /// <inheritdoc/>
    public async Task<ConverseStreamResponse> Handle(
        ConverseStreamRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var model = await targets.ResolveText(request.ModelId, context, cancellationToken);
        if (model.Streaming == false)
        {
            throw InvocationErrors.NoStreaming();
        }

        var input = ConverseInput.Of(request);
        ConverseAnswer.CheckPaths(input.ResponseFieldPaths);
        var chat = input.ToChat(model);
        var engine = engines.Text;
        context.Header(ModelEngines.Header, engine.Name);
        return new ConverseStreamResponse { Stream = Events(request, input, engine, chat, cancellationToken) };
    }

    private async IAsyncEnumerable<ConverseStreamOutput> Events(
        ConverseStreamRequest request,
        ConverseInput input,
        TextEngine engine,
        ChatRequest chat,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var steps = run.Stream(engine, chat, cancellationToken).GetAsyncEnumerator(cancellationToken);

        // The first step is awaited before the first event, so that a refusal of the engine is a plain HTTP error.
        var more = await steps.MoveNextAsync();
        yield return new ConverseStreamOutput.MessageStart(new MessageStartEvent { Role = ConversationRole.Assistant });
        var blocks = new StreamBlocks();
        for (; more; more = await steps.MoveNextAsync())
        {
            foreach (var item in blocks.Add(steps.Current))
            {
                yield return item;
            }

            if (steps.Current is ChatStep.Finished { Answer: var answer })
            {
                yield return new ConverseStreamOutput.MessageStop(new MessageStopEvent
                {
                    StopReason = ConverseAnswer.StopReasonOf(answer),
                    AdditionalModelResponseFields = ConverseAnswer.AdditionalFields(input.ResponseFieldPaths, answer),
                });
                yield return new ConverseStreamOutput.Metadata(new ConverseStreamMetadataEvent
                {
                    Usage = ConverseAnswer.Usage(answer),
                    Metrics = new ConverseStreamMetrics { LatencyMs = answer.Milliseconds },
                    PerformanceConfig = request.PerformanceConfig,
                    ServiceTier = request.ServiceTier,
                });
            }
        }
    }
}
