using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Prompts;

/// <summary>Sends what the target model makes of a prompt, then the prompt as it rewrote it.</summary>
internal sealed class OptimizePromptHandler(PromptOptimizer optimizer)
    : IOperationHandler<OptimizePromptRequest, OptimizePromptResponse>
{
    /// <inheritdoc/>
    public async Task<OptimizePromptResponse> Handle(
        OptimizePromptRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        if (request.Input is not InputPrompt.TextPrompt { Value.Text: var text } || string.IsNullOrWhiteSpace(text))
        {
            throw PromptsErrors.NothingToOptimize();
        }

        context.Header(
            ModelEngines.Header, await optimizer.Check(request.TargetModelId, context, cancellationToken));
        return new OptimizePromptResponse
        {
            OptimizedPrompt = Events(request.TargetModelId, text, context, cancellationToken),
        };
    }

    private async IAsyncEnumerable<OptimizedPromptStream> Events(
        string modelId,
        string text,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var analysis = await optimizer.Analyze(modelId, text, context, cancellationToken);
        yield return new OptimizedPromptStream.AnalyzePromptEvent(new AnalyzePromptEvent { Message = analysis });
        var rewritten = await optimizer.Rewrite(modelId, text, context, cancellationToken);
        yield return new OptimizedPromptStream.OptimizedPromptEvent(new OptimizedPromptEvent
        {
            OptimizedPrompt = new OptimizedPrompt.TextPrompt(new TextPrompt { Text = rewritten }),
        });
    }
}
