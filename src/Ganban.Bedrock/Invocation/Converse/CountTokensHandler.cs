using Ganban.Bedrock.Engines;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Chat;
using Ganban.Inference.Remote;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Counts the tokens that a request would have, as the engine that would answer it counts them.</summary>
internal sealed class CountTokensHandler(
    ModelTargets targets,
    NativeInvocation invocation,
    ModelEngines engines,
    ReasoningSignatures signatures,
    InvocationGate gate)
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
                invocation.Read(NativeInvocation.Parse(native.Value.Body), model).Request,
            CountTokensInput.Converse converse => ConverseInput.Of(converse.Value).ToChat(model, signatures),
            _ => throw new ValidationException("The input must hold invokeModel or converse."),
        };
        var engine = engines.Text(model);
        var counter = engine.Client.GetService<ITokenCounter>()
            ?? throw InvocationErrors.CantCount(engine.Name);
        await gate.AdmitCount(context, cancellationToken);
        context.Header(ModelEngines.Header, engine.Name);
        try
        {
            return new CountTokensResponse
            {
                InputTokens = await counter.CountTokens(chat.Messages, chat.Options, cancellationToken),
            };
        }
        catch (RemoteEngineException e)
        {
            throw EngineErrors.WhileCounting(e);
        }
        catch (EngineNotOpenException e)
        {
            throw EngineErrors.WhileCounting(e);
        }
        catch (Exception e) when (InvocationErrors.FromEngine(e) is { } modelled)
        {
            throw modelled;
        }
    }
}
