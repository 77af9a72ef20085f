using Ganban.Bedrock.Citations;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// The models that agents ask. Every question passes access, budgets and quotas, and is counted and priced, like a call
/// of the account that it is for.
/// </summary>
internal sealed class AgentModels(
    ModelTargets targets, ModelEngines engines, ChatRun run, KnowledgeModels models, TimeProvider clock)
{
    /// <summary>Finds an agent's models, so that a wrong one is an error before anything begins.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="input">What the user says, by which a prompt router chooses; null for nothing.</param>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The engine that answers for the model that orchestrates.</returns>
    /// <exception cref="ModelledException">One can't be used.</exception>
    public async Task<string> Check(
        AgentDefinition agent, string? input, OperationContext context, CancellationToken cancellationToken)
    {
        Task<CatalogModel> Find(string modelId) =>
            targets.ResolveText(modelId, () => input ?? "", KnowledgeModels.Own(context), cancellationToken);

        try
        {
            foreach (var own in (agent.Prompts?.PromptConfigurations ?? []).Select(prompt => prompt.FoundationModel))
            {
                _ = own is null ? null : await Find(own);
            }

            var model = await Find(agent.ModelId);
            var hasTools = agent.ActionGroups.Count + agent.KnowledgeBases.Count + agent.Collaborators.Count > 0;
            return hasTools && !ModelLimits.AllowsTools(model)
                ? throw AgentErrors.NoTools(agent.ModelId)
                : engines.Text(model).Name;
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }

    /// <summary>Asks a model.</summary>
    /// <param name="question">What.</param>
    /// <param name="turn">For which turn.</param>
    /// <param name="pass">Gets the steps of the answer as they come.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ModelledException">It can't be used, in this service's words.</exception>
    public async Task<ModelReply> Ask(
        ModelQuestion question,
        AgentTurn turn,
        Func<ChatStep, ValueTask>? pass,
        CancellationToken cancellationToken)
    {
        turn.Budget.Take();
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var own = KnowledgeModels.Own(turn.Context);
        ModelledException? error = null;
        try
        {
            var model = await targets.ResolveText(question.Prompt.ModelId, question.Text, own, cancellationToken);
            if (question.HasImages && !ModelLimits.AllowsImages(model))
            {
                throw AgentErrors.NoImages(turn.StateField, question.Prompt.ModelId);
            }

            var request = question.ToChat(model);
            ChatAnswer? answer = null;
            await foreach (var step in run.Stream(engines.Text(model), request, own, cancellationToken))
            {
                answer = (step as ChatStep.Finished)?.Answer ?? answer;
                if (pass is not null)
                {
                    await pass(step);
                }
            }

            return new ModelReply(answer!, own.RequestId, at, clock.GetUtcNow());
        }
        catch (ModelledException e)
        {
            error = e;
            throw RetrievalErrors.OfModel(e);
        }
        finally
        {
            models.Record(question.Prompt.ModelId, own, at, started, error);
        }
    }
}

/// <summary>What a model is asked.</summary>
/// <param name="Prompt">The step and its model.</param>
/// <param name="System">The system's text; may be empty.</param>
/// <param name="Messages">The conversation.</param>
internal sealed record ModelQuestion(StepPrompt Prompt, string System, IReadOnlyList<AgentMessage> Messages)
{
    /// <summary>What the model can call.</summary>
    public IReadOnlyList<AITool> Tools { get; init; } = [];

    /// <summary>What the answer is to cite.</summary>
    public IReadOnlyList<CitableSource> Sources { get; init; } = [];

    /// <summary>All text of it, as a prompt router reads it.</summary>
    public string Text() => string.Join('\n', Messages.Select(message => message.Text).Prepend(System));

    /// <summary>Whether images belong to it.</summary>
    public bool HasImages => Messages.Any(message => message.Results.Any(result => result.Images.Count > 0));

    /// <summary>The request for an engine.</summary>
    public ChatRequest ToChat(CatalogModel model)
    {
        var inference = Prompt.Inference;
        var length = inference.MaximumLength is > 0 and var most ? most : model.OutputTokensMax;
        var options = new ChatOptions
        {
            MaxOutputTokens = length is null ? null : Math.Min(length.Value, model.OutputTokensMax ?? length.Value),
            Temperature = inference.Temperature ?? 0,
            TopP = Prompt.HasOwnInference ? inference.TopP : null,
            TopK = Prompt.HasOwnInference && inference.TopK > 0 ? inference.TopK : null,
            StopSequences = inference.StopSequences is { Count: > 0 } stops ? [.. stops] : null,
        };
        if (Tools.Count > 0)
        {
            options.Tools = [.. Tools];
            options.ToolMode = ChatToolMode.Auto;
        }

        AdditionalRequestFields.Read(Prompt.AdditionalFields, model, options);
        return new ChatRequest(Chat(model), options) { Sources = Sources };
    }

    private List<ChatMessage> Chat(CatalogModel model)
    {
        var messages = Merged().SelectMany(Chat).ToList();
        if (System.Length == 0)
        {
            return messages;
        }

        if (ModelLimits.AllowsSystem(model))
        {
            messages.Insert(0, new(ChatRole.System, System));
        }
        else if (messages.FindIndex(message => message.Role == ChatRole.User) is var first and >= 0)
        {
            messages[first] = new(ChatRole.User, $"{System}\n\n{messages[first].Text}");
        }

        return messages;
    }

    // Most models want users and assistants to take turns.
    private List<AgentMessage> Merged()
    {
        var merged = new List<AgentMessage>(Messages.Count);
        foreach (var message in Messages)
        {
            if (message.Role == AgentRole.User && merged is [.., { Role: AgentRole.User } last])
            {
                merged[^1] = AgentMessage.User($"{last.Text}\n\n{message.Text}");
            }
            else
            {
                merged.Add(message);
            }
        }

        return merged;
    }

    private static IEnumerable<ChatMessage> Chat(AgentMessage message) => message.Role switch
    {
        AgentRole.User => [new(ChatRole.User, message.Text)],
        AgentRole.Tool => Results(message),
        _ =>
        [
            new(ChatRole.Assistant,
            [
                .. message.Text.Length > 0 ? [new TextContent(message.Text)] : Array.Empty<AIContent>(),
                .. message.Calls.Select(call => new FunctionCallContent(
                    call.Id,
                    call.Tool,
                    call.Input.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value))),
            ]),
        ],
    };

    // Images follow in a turn of the user's: engines read results as text.
    private static IEnumerable<ChatMessage> Results(AgentMessage message)
    {
        yield return new(
            ChatRole.Tool,
            [.. message.Results.Select(result => new FunctionResultContent(result.CallId, result.Text))]);
        AIContent[] images =
        [
            .. message.Results.SelectMany(result => result.Images)
                .Select(image => new DataContent(image.Content, $"image/{image.Format}")),
        ];
        if (images.Length > 0)
        {
            yield return new(ChatRole.User, images);
        }
    }
}

/// <summary>What a model answered.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="RequestId">The call that it was a part of.</param>
/// <param name="Start">When it was asked.</param>
/// <param name="End">When it had answered.</param>
internal sealed record ModelReply(ChatAnswer Answer, string RequestId, DateTimeOffset Start, DateTimeOffset End);
