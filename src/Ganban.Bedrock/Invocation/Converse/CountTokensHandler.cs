using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Counts the tokens that a request would have, as the engine that would answer it counts them.</summary>
internal sealed class CountTokensHandler(
    ModelTargets targets,
    NativeInvocation invocation,
    ConverseFiles files,
    Leniency leniency,
    ReasoningSignatures signatures,
    TokenCount tokens)
    : IOperationHandler<CountTokensRequest, CountTokensResponse>
{
    /// <inheritdoc/>
    public async Task<CountTokensResponse> Handle(
        CountTokensRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var model = await targets.ResolveText(request.ModelId, context, cancellationToken);
        var chat = request.Input switch
        {
            CountTokensInput.InvokeModel native =>
                (await invocation.Read(
                    NativeInvocation.Parse(native.Value.Body), model, context, cancellationToken)).Request,
            CountTokensInput.Converse { Value: var converse } =>
                (await files.Load(
                    leniency.Ease(ConverseInput.Of(converse), context), context, cancellationToken)).ToChat(model, signatures),
            _ => throw new ValidationException("The input must hold invokeModel or converse."),
        };
        return new CountTokensResponse { InputTokens = await tokens.Of(chat, model, context, cancellationToken) };
    }
}
