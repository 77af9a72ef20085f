using System.Text;
using Ganban.Bedrock.Retrieval;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What the model of an orchestration is asked: instruction, what was said, and what came of it.</summary>
internal static class OrchestrationPrompt
{
    private const string Question = "$question$";
    private const string Scratchpad = "$agent_scratchpad$";
    private const string History = "$conversation_history$";

    /// <summary>The question that a step asks.</summary>
    public static ModelQuestion Of(AgentRun run, StepPrompt prompt)
    {
        var earlier = Earlier(run);
        IReadOnlyList<AgentMessage> now = [.. run.Messages.Skip(Math.Max(0, run.TurnStart))];
        var (system, messages) = prompt.Template is null
            ? (System(run), [.. earlier, .. now])
            : Filled(run, prompt.Template, earlier, now);
        return new ModelQuestion(prompt, system, messages)
        {
            Tools = run.Tools.Declared,
            Sources = AnswerChat.Sources(run.Found),
        };
    }

    /// <summary>The value of a variable that all steps have; null for one that they don't.</summary>
    public static string? Value(AgentRun run, string variable) => variable switch
    {
        "$instruction$" or "$instructions$" => run.Agent.Instruction,
        Question or "$last_user_request$" => run.Question,
        "$prompt_session_attributes$" => Attributes(run.Turn.PromptAttributes),
        "$session_attributes$" => Attributes(run.Turn.Attributes),
        "$tools$" or "$functions$" => PromptText.Write(PromptText.Tools(run.Tools)),
        "$current_time$" or "$current_date_time$" =>
            AnswerPrompt.Time(run.Turn.Clock.GetUtcNow()),
        "$memory_content$" => string.Join('\n', run.Turn.Memories),
        History => Talk(Earlier(run)),
        "$reachable_agents$" or "$agent_collaborators$" => string.Join(
            '\n', run.Agent.Collaborators.Select(collaborator => $"{collaborator.Name}: {collaborator.Instruction}")),

        // Guidelines of the service's own templates, whose place our tools take.
        "$ask_user_missing_parameters$" or "$ask_user_function$" or "$ask_user_confirm_missing_parameters$"
            or "$knowledge_base_guideline$" or "$knowledge_base_additional_guideline$" or "$code_interpreter_guideline$"
            or "$code_interpreter_files$" or "$memory_guideline$" or "$memory_action_guideline$"
            or "$multi_agent_payload_reference_guideline$" or "$respond_to_user_guideline$"
            or "$respond_to_user_final_answer_guideline$" or "$respond_to_user_final_answer$" or "$thinking$"
            or "$output_format_guideline$" or "$tool_result_guideline$" => "",
        _ => null,
    };

    /// <summary>Messages as people read a conversation.</summary>
    public static string Talk(IEnumerable<AgentMessage> messages) => string.Join('\n', messages
        .Where(message => message.Role != AgentRole.Tool && message.Text.Length > 0)
        .Select(message => $"{(message.Role == AgentRole.User ? "User" : "Assistant")}: {message.Text}"));

    // Short, since small models read it too.
    private static string System(AgentRun run)
    {
        var text = new StringBuilder(run.Agent.Instruction);
        if (run.Turn.PromptAttributes.Count > 0)
        {
            text.Append('\n').Append(Attributes(run.Turn.PromptAttributes));
        }

        if (run.Turn.Memories.Count > 0 && run.Frame.CollaboratorName is null)
        {
            text.Append("\n<memory>\n").AppendJoin('\n', run.Turn.Memories).Append("\n</memory>");
        }

        return text.ToString();
    }

    private static string Attributes(IReadOnlyDictionary<string, string> attributes) =>
        string.Join('\n', attributes.Select(pair => $"{pair.Key}: {pair.Value}"));

    private static IReadOnlyList<AgentMessage> Earlier(AgentRun run)
    {
        IEnumerable<AgentMessage> earlier = run.Messages.Take(Math.Max(0, run.TurnStart));
        var settings = run.Turn.PromptCreation;
        if (settings?.ExcludePreviousThinkingSteps == true)
        {
            earlier = earlier.Where(message => message.Role != AgentRole.Tool && message.Calls.Count == 0);
        }

        if (settings?.PreviousConversationTurnsToInclude is { } turns)
        {
            var all = earlier.ToList();
            var starts = all.Index().Where(one => one.Item.Role == AgentRole.User).Select(one => one.Index).ToList();
            earlier = turns == 0 ? [] : all.Skip(starts.Count > turns ? starts[^turns] : 0);
        }

        return [.. run.Relayed, .. earlier];
    }

    private static (string System, IReadOnlyList<AgentMessage> Messages) Filled(
        AgentRun run, string template, IReadOnlyList<AgentMessage> earlier, IReadOnlyList<AgentMessage> now)
    {
        string Text(string text) => AnswerPrompt.Replace(text, variable => Value(run, variable)).Trim();
        if (RequestTemplate.Read(template) is not { } request)
        {
            return (Text(template.Replace(Scratchpad, "", StringComparison.Ordinal)), [.. earlier, .. now]);
        }

        var messages = new List<AgentMessage>();
        var hasHistory = false;
        foreach (var message in request.Messages)
        {
            if (message.Text == History)
            {
                messages.AddRange(earlier);
                hasHistory = true;
            }
            else if (message.Text.Contains(Question, StringComparison.Ordinal))
            {
                messages.AddRange(hasHistory ? [] : earlier);
                hasHistory = true;
                messages.Add(AgentMessage.User(Text(message.Text)));
            }
            else if (message.Text.Contains(Scratchpad, StringComparison.Ordinal))
            {
                messages.AddRange(now.Skip(1));
            }
            else
            {
                messages.Add(message with { Text = Text(message.Text) });
            }
        }

        return (Text(request.System), messages);
    }
}
