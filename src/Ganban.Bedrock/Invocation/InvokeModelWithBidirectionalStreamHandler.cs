using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Says what hinders a conversation by voice: the model, or that no engine here hears and speaks.</summary>
[Refuses]
internal sealed class InvokeModelWithBidirectionalStreamHandler(ModelTargets targets)
    : IOperationHandler<InvokeModelWithBidirectionalStreamRequest, InvokeModelWithBidirectionalStreamResponse>
{
    private const string Speech = "SPEECH";

    /// <inheritdoc/>
    public async Task<InvokeModelWithBidirectionalStreamResponse> Handle(
        InvokeModelWithBidirectionalStreamRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var model = await targets.Resolve(request.ModelId, context, cancellationToken);
        throw model.OutputModalities.Contains(Speech)
            ? InvocationErrors.NoSpeechEngine(model.Id)
            : InvocationErrors.NotBidirectional(model.Id);
    }
}
