using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Chat;
using Ganban.Inference.Remote;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>Counts the tokens of requests, as the engine that would answer them counts them.</summary>
internal sealed class TokenCount(ModelEngines engines, InvocationGate gate)
{
    /// <summary>Counts.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The engine can't count, or refuses.</exception>
    public async Task<int> Of(
        ChatRequest chat, CatalogModel model, OperationContext context, CancellationToken cancellationToken)
    {
        var engine = engines.Text(model);
        var counter = engine.Client.GetService<ITokenCounter>()
            ?? throw InvocationErrors.CantCount(engine.Name);
        await gate.AdmitCount(context, cancellationToken);
        context.Header(ModelEngines.Header, engine.Name);
        try
        {
            return await counter.CountTokens(chat.Messages, chat.Options, cancellationToken);
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
