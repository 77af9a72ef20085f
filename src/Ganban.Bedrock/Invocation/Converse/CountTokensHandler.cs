using Ganban.Bedrock.FoundationModels;
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
        var chat = await Read(request.Input, model, context, cancellationToken);
        return new CountTokensResponse { InputTokens = await tokens.Of(chat, model, context, cancellationToken) };
    }

    private async Task<ChatRequest> Read(
        CountTokensInput input,
        CatalogModel model,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        switch (input)
        {
            case CountTokensInput.InvokeModel { Value: var native }:
                var body = NativeInvocation.Parse(native.Body);
                return (await invocation.Read(body, model, context, cancellationToken)).Request;
            case CountTokensInput.Converse { Value: var converse }:
                var eased = leniency.Ease(ConverseInput.Of(converse), context);
                return (await files.Load(eased, context, cancellationToken)).ToChat(model, signatures);
            default:
                throw new ValidationException("The input must hold invokeModel or converse.");
        }
    }
}
