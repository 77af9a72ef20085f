using System.Text.Json;
using Ganban.Bedrock.Citations;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Vectors;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Finds what a question has to do with, and makes of it what a model is asked.</summary>
internal sealed class AnswerPreparation(
    Retriever retriever,
    ExternalSources externalSources,
    AnswerSessions sessions,
    ModelTargets targets,
    ModelEngines engines,
    TimeProvider clock)
{
    // The service's own.
    private const int OutputTokensDefault = 2048;

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
        var found = await Find(settings, request.Input.Text, context, cancellationToken);
        return new PreparedAnswer(
            request.SessionId ?? Guid.NewGuid().ToString(),
            request.Input.Text,
            found,
            settings.ModelArn,
            engine,
            Chat(settings, request.Input.Text, found, turns, model),
            own);
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
        AnswerSettings settings, string question, OperationContext context, CancellationToken cancellationToken)
    {
        if (settings.Sources is { } sources)
        {
            return await externalSources.Read(sources, context.Account, cancellationToken);
        }

        const string place =
            "retrieveAndGenerateConfiguration.knowledgeBaseConfiguration.retrievalConfiguration"
            + ".vectorSearchConfiguration";
        var search = new Search(settings.KnowledgeBase!, question, settings.Search, place);
        return [.. (await retriever.Find(search, context, cancellationToken)).Take(search.Results)];
    }

    private ChatRequest Chat(
        AnswerSettings settings,
        string question,
        IReadOnlyList<VectorMatch> found,
        IReadOnlyList<AnswerTurn> turns,
        CatalogModel model)
    {
        var inference = settings.Inference;
        if (inference?.MaxTokens > model.OutputTokensMax)
        {
            throw InvocationErrors.TooManyTokens(model.OutputTokensMax.Value);
        }

        var options = new ChatOptions
        {
            MaxOutputTokens = inference?.MaxTokens
                ?? Math.Min(OutputTokensDefault, model.OutputTokensMax ?? OutputTokensDefault),
            Temperature = inference?.Temperature ?? 0,
            TopP = inference?.TopP,
            StopSequences = inference?.StopSequences is { } stops ? [.. stops] : null,
        };
        if (settings.AdditionalFields is { Count: > 0 } fields)
        {
            AdditionalRequestFields.Read(
                JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement>(fields)), model, options);
        }

        var prompt = AnswerPrompt.Fill(settings.Template, question, found, turns, clock.GetUtcNow());
        List<ChatMessage> messages = [new(ChatRole.System, prompt)];
        foreach (var turn in turns)
        {
            messages.Add(new(ChatRole.User, turn.Question));
            messages.Add(new(ChatRole.Assistant, turn.Answer));
        }

        messages.Add(new(ChatRole.User, question));
        return new ChatRequest(messages, options)
        {
            Sources =
            [
                .. found.Select((match, index) =>
                    new CitableSource(index, CitableKind.Text, Title: null, match.Document, [match.Text])),
            ],
        };
    }
}
