using System.Text.Json;
using System.Text.RegularExpressions;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// The steps before and after an orchestration, where an agent's prompt overrides switch them on: is the input one that
/// the agent is for, and how is the answer to be put.
/// </summary>
internal sealed partial class ProcessingSteps(AgentModels models, OutputParser parser)
{
    /// <summary>Looks at the input.</summary>
    /// <returns>Whether the agent goes on.</returns>
    /// <exception cref="ModelledException">The model or the parser can't be used.</exception>
    public async Task<bool> Accepts(AgentRun run, CancellationToken cancellationToken)
    {
        var prompt = StepPrompt.Of(run.Agent, PromptType.PreProcessing);
        if (prompt.IsOn != true)
        {
            return true;
        }

        string Filled(string text) => Fill(text, run, answer: "");
        var question = RequestTemplate.Read(prompt.Template)?.Ask(prompt, run.Question, Filled)
            ?? new ModelQuestion(
                prompt,
                Filled(prompt.Template ?? DefaultPrompts.PreProcessing),
                [AgentMessage.User(run.Question)]);
        var id = run.Traces.Beside("pre");
        if (run.Traces.IsOn)
        {
            var input = prompt.ToTrace(id, PromptText.Of(question, tools: null));
            await run.Traces.Write(
                new Trace.PreProcessingTrace(new PreProcessingTrace.ModelInvocationInput(input)), cancellationToken);
        }

        var reply = await models.Ask(question, run.Turn, pass: null, cancellationToken);
        var (isValid, rationale) = prompt.Parser is null
            ? Read(reply.Answer.Text)
            : Read(await parser.Parse(
                run, prompt, PromptText.Of(reply.Answer, []), "preProcessingParsedResponse", cancellationToken));
        if (run.Traces.IsOn)
        {
            var output = new PreProcessingModelInvocationOutput
            {
                TraceId = id,
                RawResponse = new RawResponse { Content = PromptText.Of(reply.Answer, []) },
                ReasoningContent = AgentTraces.Reasoning(reply),
                ParsedResponse = new PreProcessingParsedResponse { IsValid = isValid, Rationale = rationale },
                Metadata = AgentTraces.Metadata(reply),
            };
            await run.Traces.Write(
                new Trace.PreProcessingTrace(new PreProcessingTrace.ModelInvocationOutput(output)), cancellationToken);
        }

        return isValid;
    }

    /// <summary>Whether an agent's answers are put anew.</summary>
    public static bool PutsAnswers(AgentDefinition agent) =>
        StepPrompt.Of(agent, PromptType.PostProcessing).IsOn == true;

    /// <summary>Puts an answer anew.</summary>
    /// <exception cref="ModelledException">The model or the parser can't be used.</exception>
    public async Task<string> Put(AgentRun run, string answer, CancellationToken cancellationToken)
    {
        var prompt = StepPrompt.Of(run.Agent, PromptType.PostProcessing);
        string Filled(string text) => Fill(text, run, answer);
        var question = RequestTemplate.Read(prompt.Template)?.Ask(prompt, answer, Filled)
            ?? new ModelQuestion(
                prompt, "", [AgentMessage.User(Filled(prompt.Template ?? DefaultPrompts.PostProcessing))]);
        var id = run.Traces.Beside("post");
        if (run.Traces.IsOn)
        {
            var input = prompt.ToTrace(id, PromptText.Of(question, tools: null));
            await run.Traces.Write(
                new Trace.PostProcessingTrace(new PostProcessingTrace.ModelInvocationInput(input)), cancellationToken);
        }

        var reply = await models.Ask(question, run.Turn, pass: null, cancellationToken);
        var final = Final().Match(reply.Answer.Text);
        var text = prompt.Parser is null
            ? final.Success ? final.Groups[1].Value.Trim() : reply.Answer.Text
            : (await parser.Parse(
                run, prompt, PromptText.Of(reply.Answer, []), "postProcessingParsedResponse", cancellationToken))
                .Text("responseText");
        text = text.Trim().Length == 0 ? answer : text;
        if (run.Traces.IsOn)
        {
            var output = new PostProcessingModelInvocationOutput
            {
                TraceId = id,
                RawResponse = new RawResponse { Content = PromptText.Of(reply.Answer, []) },
                ReasoningContent = AgentTraces.Reasoning(reply),
                ParsedResponse = new PostProcessingParsedResponse { Text = text },
                Metadata = AgentTraces.Metadata(reply),
            };
            await run.Traces.Write(
                new Trace.PostProcessingTrace(new PostProcessingTrace.ModelInvocationOutput(output)),
                cancellationToken);
        }

        return text;
    }

    private static string Fill(string template, AgentRun run, string answer) =>
        AnswerPrompt.Replace(template, variable => variable is "$latest_response$" or "$responses$"
            ? answer
            : OrchestrationPrompt.Value(run, variable));

    // An answer without a category is no reason to refuse the input.
    private static (bool IsValid, string Rationale) Read(string answer)
    {
        var category = Category().Match(answer);
        return (
            !category.Success || category.Groups[1].Value is "D" or "E",
            Thinking().Match(answer).Groups[1].Value.Trim());
    }

    private static (bool IsValid, string Rationale) Read(JsonElement parsed) => (
        parsed.TryGetProperty("isValidInput", out var valid) && valid.ValueKind == JsonValueKind.True,
        parsed.Text("rationale"));

    [GeneratedRegex("<category>\\s*([A-E])\\s*</category>")]
    private static partial Regex Category();

    [GeneratedRegex("<thinking>(.*?)</thinking>", RegexOptions.Singleline)]
    private static partial Regex Thinking();

    [GeneratedRegex("<final_response>(.*?)</final_response>", RegexOptions.Singleline)]
    private static partial Regex Final();
}
