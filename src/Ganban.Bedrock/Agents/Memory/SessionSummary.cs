using Agent = Ganban.Contracts.BedrockAgent;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.Retrieval;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>Lets an agent's model sum up a session, by the agent's own prompt where it has one.</summary>
internal sealed class SessionSummary(KnowledgeModels models, ModelEngines engines, ChatRun run)
{
    private const int TalkCharactersMax = 50_000; // the end of longer conversations

    /// <summary>The summary; empty where the model says nothing.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="conversation">What was said.</param>
    /// <param name="earlier">The summary of the session before; empty for none.</param>
    /// <param name="context">Who pays for it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Contracts.ModelledException">The model can't be used, or failed.</exception>
    public async Task<string> Of(
        AgentDefinition agent,
        Conversation conversation,
        string earlier,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var prompt = StepPrompt.Of(agent, Agent.PromptType.MemorySummarization);
        var talk = OrchestrationPrompt.Talk(conversation.Messages);
        talk = talk.Length > TalkCharactersMax ? talk[^TalkCharactersMax..] : talk;
        string Filled(string text) => Fill(text, talk, earlier);
        var template = prompt.Template ?? DefaultPrompts.Summary;
        var question = RequestTemplate.Read(template)?.Ask(prompt, talk, Filled)
            ?? new ModelQuestion(prompt, "", [AgentMessage.User(Filled(template))]);
        var answer = await models.Count(
            prompt.ModelId,
            question.Text,
            context,
            (model, own) => run.Complete(engines.Text(model), question.ToChat(model), own, cancellationToken),
            cancellationToken);
        return Between(answer.Text);
    }

    private static string Fill(string template, string talk, string earlier) =>
        AnswerPrompt.Replace(template, variable => variable switch
        {
            "$conversation$" => talk,
            "$past_conversation_summary$" => earlier,
            _ => null,
        });

    // Prompts like the service's own have the summary stand between marks.
    private static string Between(string answer)
    {
        const string Open = "<summary>";
        var from = answer.IndexOf(Open, StringComparison.Ordinal);
        var to = answer.LastIndexOf("</summary>", StringComparison.Ordinal);
        return (from >= 0 && to > from ? answer[(from + Open.Length)..to] : answer).Trim();
    }
}
