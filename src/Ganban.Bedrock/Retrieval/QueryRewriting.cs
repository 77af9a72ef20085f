using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval;

/// <summary>
/// Lets the model that answers say what to search for: a question that refers to those before is searched by what it
/// means, and one that asks for several things by each of them. The question itself is always searched too.
/// </summary>
internal sealed class QueryRewriting(KnowledgeModels models, TimeProvider clock)
{
    // Of the service's default, which is meant for longer answers.
    private const int OutputTokensDefault = 256;

    /// <summary>
    /// What to search for beside the question. A first question is taken as it is, unless the request tells how it is
    /// to be rewritten.
    /// </summary>
    /// <exception cref="ModelledException">The model can't be used.</exception>
    public async Task<IReadOnlyList<string>> Texts(
        AnswerSettings settings,
        string question,
        IReadOnlyList<AnswerTurn> turns,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        if (settings.Orchestration is null && turns.Count == 0)
        {
            return [];
        }

        try
        {
            var answer = await models.Ask(
                settings.ModelArn, Request(settings, question, turns), context, isPatient: false, cancellationToken);
            return SearchTexts.Read(answer.Text, question, turns);
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }

    private ChatRequest Request(AnswerSettings settings, string question, IReadOnlyList<AnswerTurn> turns)
    {
        var orchestration = settings.Orchestration;
        var inference = orchestration?.InferenceConfig?.TextInferenceConfig;
        var options = new ChatOptions
        {
            MaxOutputTokens = inference?.MaxTokens ?? OutputTokensDefault,
            Temperature = inference?.Temperature ?? 0,
            TopP = inference?.TopP,
            StopSequences = inference?.StopSequences is { } stops ? [.. stops] : null,
        };
        var isDecomposed = orchestration?.QueryTransformationConfiguration?.Type
            == QueryTransformationType.QueryDecomposition;
        var prompt = SearchPrompt.Fill(
            orchestration?.PromptTemplate?.TextPromptTemplate, question, turns, isDecomposed, clock.GetUtcNow());
        return new ChatRequest(
            [new(ChatRole.System, prompt), .. AnswerChat.Turns(turns), new(ChatRole.User, question)], options);
    }
}
