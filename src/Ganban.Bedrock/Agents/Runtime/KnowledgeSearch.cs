using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;
using TraceObservation = Ganban.Contracts.BedrockAgentRuntime.Observation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// Searches knowledge bases for agents. Where the agent's prompt overrides switch it on, a model first answers from
/// what was found, and its answer is the result.
/// </summary>
internal sealed class KnowledgeSearch(Retriever retriever, AgentModels models, OutputParser parser)
{
    private const string NothingFound = "not found";

    /// <summary>Searches.</summary>
    /// <exception cref="ModelledException">The knowledge base, or what it needs, is out of order.</exception>
    public async Task<ToolOutcome> Run(
        AgentRun run, AgentTool.Search tool, AgentCall call, CancellationToken cancellationToken)
    {
        var id = tool.KnowledgeBase.KnowledgeBaseId;
        var query = call.Input.GetProperty(AgentTools.Query).GetString()!;
        if (string.IsNullOrWhiteSpace(query))
        {
            return new ToolOutcome.Malformed($"The argument {AgentTools.Query} of {tool.Name} is empty.");
        }

        await run.Traces.Input(
            new InvocationInput
            {
                InvocationType = InvocationType.KnowledgeBase,
                KnowledgeBaseLookupInput = new KnowledgeBaseLookupInput { KnowledgeBaseId = id, Text = query },
            },
            cancellationToken);
        var settings = (run.Turn.Retrieval.GetValueOrDefault(id) ?? tool.KnowledgeBase.RetrievalConfiguration)
            ?.VectorSearchConfiguration;
        var search = new Search(id, query, settings, "retrievalConfiguration.vectorSearchConfiguration");
        var start = run.Turn.Clock.GetUtcNow();
        var found = (await retriever.Find(search, run.Turn.Context, cancellationToken)).Matches;
        run.Find(found);
        await run.Traces.Observed(
            new TraceObservation
            {
                Type = "KNOWLEDGE_BASE",
                KnowledgeBaseLookupOutput = new KnowledgeBaseLookupOutput
                {
                    RetrievedReferences = [.. found.Select(RetrievalMapping.ToReference)],
                    Metadata = AgentTraces.Metadata(run.Turn.Context.RequestId, start, run.Turn.Clock.GetUtcNow()),
                },
            },
            cancellationToken);
        if (found.Count == 0)
        {
            return new ToolOutcome.Result(NothingFound);
        }

        var prompt = StepPrompt.Of(run.Agent, PromptType.KnowledgeBaseResponseGeneration);
        return new ToolOutcome.Result(prompt.IsOn == true || (prompt.Template is not null && prompt.IsOn is null)
            ? await Answer(run, prompt, query, found, cancellationToken)
            : string.Join("\n\n", found.Select(match => match.Text)));
    }

    private async Task<string> Answer(
        AgentRun run,
        StepPrompt prompt,
        string query,
        IReadOnlyList<VectorMatch> found,
        CancellationToken cancellationToken)
    {
        string Filled(string? text) => AnswerPrompt.Fill(text, query, found, [], run.Turn.Clock.GetUtcNow());
        var question = RequestTemplate.Read(prompt.Template)?.Ask(prompt, query, Filled)
            ?? new ModelQuestion(prompt, Filled(prompt.Template), [AgentMessage.User(query)]);
        await run.Traces.Asked(question, tools: null, cancellationToken);
        var reply = await models.Ask(question, run.Turn, pass: null, cancellationToken);
        await run.Traces.Answered(reply, [], cancellationToken);
        if (prompt.Parser is null)
        {
            return reply.Answer.Text;
        }

        var parsed = await parser.Parse(
            run,
            prompt,
            PromptText.Of(reply.Answer, []),
            "knowledgeBaseResponseGenerationParsedResponse",
            cancellationToken);
        return parsed.Object("generatedResponse")?.Array("generatedResponseParts") is { } parts
            ? string.Concat(parts.EnumerateArray().Select(part => part.Text("text")))
            : throw AgentErrors.BadAnswer(prompt.Parser, "generatedResponse.generatedResponseParts is missing.");
    }
}
