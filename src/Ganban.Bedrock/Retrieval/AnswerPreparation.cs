using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Finds what a question has to do with, and makes of it what a model is asked.</summary>
internal sealed class AnswerPreparation(
    Retriever retriever,
    ExternalSources externalSources,
    AnswerSessions sessions,
    QueryRewriting rewriting,
    QuestionGuard guard,
    ModelTargets targets,
    ModelEngines engines,
    TimeProvider clock)
{
    /// <summary>Prepares the answer to a question.</summary>
    /// <exception cref="ModelledException">The request is wrong, or what it needs is out of order.</exception>
    public async Task<PreparedAnswer> Prepare(
        RetrieveAndGenerateRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var settings = AnswerSettings.Read(request);
        if (string.IsNullOrWhiteSpace(request.Input.Text))
        {
            throw RetrievalErrors.Wrong("input.text", "It is empty. Send a question.");
        }

        var tenant = new Tenant(context.Account, context.Region);
        var turns = await sessions.Find(tenant, request.SessionId, cancellationToken);
        var own = KnowledgeModels.Own(context);
        var (model, engine) = await Model(settings.ModelArn, own, cancellationToken);
        var call = await guard.Look(request.Input.Text, settings.Guardrail, own, cancellationToken);
        var question = call.Request.Messages[^1].Text;
        var chat = new AnswerChat(settings, question, turns, model, clock.GetUtcNow());
        var found = call.IsBlocked ? [] : await Find(settings, question, turns, context, cancellationToken);
        return new PreparedAnswer(
            request.SessionId ?? Guid.NewGuid().ToString(),
            question,
            found,
            settings.ModelArn,
            engine,
            call,
            chat.Of,
            own)
        {
            CanShorten = settings.KnowledgeBase is not null,
        };
    }

    private async Task<(CatalogModel Model, TextEngine Engine)> Model(
        string arn, OperationContext own, CancellationToken cancellationToken)
    {
        try
        {
            var model = await targets.ResolveText(arn, own, cancellationToken);
            return (model, engines.Text(model));
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }

    private async Task<IReadOnlyList<VectorMatch>> Find(
        AnswerSettings settings,
        string question,
        IReadOnlyList<AnswerTurn> turns,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        if (settings.Sources is { } sources)
        {
            return await externalSources.Read(sources, context.Account, cancellationToken);
        }

        const string place =
            "retrieveAndGenerateConfiguration.knowledgeBaseConfiguration.retrievalConfiguration"
            + ".vectorSearchConfiguration";
        var search = new Search(settings.KnowledgeBase!, question, settings.Search, place)
        {
            More = () => rewriting.Texts(settings, question, turns, context, cancellationToken),
            Turns = turns,
        };
        return (await retriever.Find(search, context, cancellationToken)).Matches;
    }
}
