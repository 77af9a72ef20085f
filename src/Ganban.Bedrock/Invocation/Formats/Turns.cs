using System.Text.RegularExpressions;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Takes prompts apart into turns. The formats of 2023 carry one text in which the caller has already marked who
/// speaks; the engine that answers has a template of its own, so the marks are read and the turns handed on. A text
/// without marks is one user turn.
/// </summary>
internal static partial class Turns
{
    /// <summary>
    /// Llama 3 headers (<c>&lt;|start_header_id|&gt;user&lt;|end_header_id|&gt;</c>) or Llama 2 <c>[INST]</c> blocks.
    /// </summary>
    public static IReadOnlyList<ChatMessage> OfLlama(string prompt)
    {
        var headers = LlamaHeader().Matches(prompt);
        return headers.Count > 0 ? OfHeaders(prompt, headers)
            : prompt.Contains("[INST]", StringComparison.Ordinal) ? OfInstructions(prompt)
            : [User(LlamaControl().Replace(prompt, ""))];
    }

    /// <summary>Mistral's <c>[INST]</c> blocks.</summary>
    public static IReadOnlyList<ChatMessage> OfMistral(string prompt) =>
        prompt.Contains("[INST]", StringComparison.Ordinal) ? OfInstructions(prompt) : [User(prompt)];

    /// <summary>
    /// DeepSeek's marks of users and assistants; what a model thought before it answered is left out.
    /// </summary>
    public static IReadOnlyList<ChatMessage> OfDeepSeek(string prompt)
    {
        var marks = DeepSeekMark().Matches(prompt);
        var turns = new List<ChatMessage>();
        for (var i = 0; i < marks.Count; i++)
        {
            var end = i + 1 < marks.Count ? marks[i + 1].Index : prompt.Length;
            var said = DeepSeekControl().Replace(prompt[(marks[i].Index + marks[i].Length)..end], "");
            var isUser = marks[i].Groups[1].Value == "User";
            Add(
                turns,
                isUser ? ChatRole.User : ChatRole.Assistant,
                (isUser ? said : DeepSeekThought().Replace(said, "")).Trim());
        }

        if (marks.Count > 0)
        {
            AddFirst(turns, ChatRole.System, DeepSeekControl().Replace(prompt[..marks[0].Index], "").Trim());
        }

        return turns.Count > 0 ? turns : [User(prompt)];
    }

    /// <summary>
    /// Claude's <c>Human:</c> and <c>Assistant:</c> at the start of paragraphs; what stands before them is the
    /// system's.
    /// </summary>
    /// <param name="prompt">The text.</param>
    /// <param name="isLoose">Whether the marks may stand anywhere, if none stands where it should.</param>
    /// <exception cref="ValidationException">The first mark is not a human's or the last not an
    /// assistant's.</exception>
    public static IReadOnlyList<ChatMessage> OfClaude(string prompt, bool isLoose)
    {
        var marks = ClaudeMark().Matches(prompt);
        if (marks.Count < 2 && isLoose)
        {
            marks = LooseClaudeMark().Matches(prompt);
        }

        if (marks.Count == 0 || marks[0].Groups[1].Value != "Human")
        {
            throw new ValidationException(
                "prompt must start with \"\\n\\nHuman:\" turn after an optional system prompt");
        }

        if (marks[^1].Groups[1].Value != "Assistant")
        {
            throw new ValidationException("prompt must end with \"\\n\\nAssistant:\" turn");
        }

        var turns = new List<ChatMessage>();
        Add(turns, ChatRole.System, prompt[..marks[0].Index].Trim());
        for (var i = 0; i < marks.Count; i++)
        {
            var end = i + 1 < marks.Count ? marks[i + 1].Index : prompt.Length;
            var said = prompt[(marks[i].Index + marks[i].Length)..end].Trim();
            Add(turns, marks[i].Groups[1].Value == "Human" ? ChatRole.User : ChatRole.Assistant, said);
        }

        return turns;
    }

    /// <summary>Refuses an answer begun for the model to go on with: engines begin their answers themselves.</summary>
    /// <exception cref="ValidationException">The last turn is the assistant's.</exception>
    public static void RequireQuestion(IReadOnlyList<ChatMessage> turns)
    {
        if (turns.Count > 0 && turns[^1].Role == ChatRole.Assistant)
        {
            throw new ValidationException(InvocationErrors.NoPrefill);
        }
    }

    /// <summary><c>User:</c> and <c>Bot:</c> at the start of lines.</summary>
    public static IReadOnlyList<ChatMessage> OfTitan(string text)
    {
        var marks = TitanMark().Matches(text);
        if (marks.Count == 0 || text[..marks[0].Index].Trim().Length > 0)
        {
            return [User(text)];
        }

        var turns = new List<ChatMessage>();
        for (var i = 0; i < marks.Count; i++)
        {
            var end = i + 1 < marks.Count ? marks[i + 1].Index : text.Length;
            var said = text[(marks[i].Index + marks[i].Length)..end].Trim();
            Add(turns, marks[i].Groups[1].Value == "User" ? ChatRole.User : ChatRole.Assistant, said);
        }

        return turns.Count > 0 ? turns : [User(text)];
    }

    private static List<ChatMessage> OfHeaders(string prompt, MatchCollection headers)
    {
        var turns = new List<ChatMessage>();
        Add(turns, ChatRole.User, Plain(prompt[..headers[0].Index]));
        for (var i = 0; i < headers.Count; i++)
        {
            var end = i + 1 < headers.Count ? headers[i + 1].Index : prompt.Length;
            var role = headers[i].Groups[1].Value;
            var said = Plain(prompt[(headers[i].Index + headers[i].Length)..end]);

            // What a tool answered (ipython) comes from the caller's side of the conversation.
            Add(turns, role == "ipython" ? ChatRole.User : new ChatRole(role), said);
        }

        return turns.Count > 0 ? turns : [User(prompt)];
    }

    private static List<ChatMessage> OfInstructions(string prompt)
    {
        var turns = new List<ChatMessage>();
        var parts = prompt.Split("[INST]");
        Add(turns, ChatRole.User, Plain(parts[0]));
        foreach (var part in parts.Skip(1))
        {
            var (said, answer) = Cut(part, "[/INST]");
            if (said.Contains("<<SYS>>", StringComparison.Ordinal))
            {
                (var system, said) = Cut(Cut(said, "<<SYS>>").After, "<</SYS>>");
                Add(turns, ChatRole.System, system.Trim());
            }

            Add(turns, ChatRole.User, said.Trim());
            Add(turns, ChatRole.Assistant, Plain(answer));
        }

        return turns.Count > 0 ? turns : [User(prompt)];
    }

    private static (string Before, string After) Cut(string text, string mark)
    {
        var place = text.IndexOf(mark, StringComparison.Ordinal);
        return place < 0 ? (text, "") : (text[..place], text[(place + mark.Length)..]);
    }

    private static string Plain(string text) => LlamaControl().Replace(text, "").Trim();

    private static ChatMessage User(string text) => new(ChatRole.User, text);

    private static void AddFirst(List<ChatMessage> turns, ChatRole role, string text)
    {
        if (text.Length > 0)
        {
            turns.Insert(0, new(role, text));
        }
    }

    private static void Add(List<ChatMessage> turns, ChatRole role, string text)
    {
        if (text.Length > 0)
        {
            turns.Add(new(role, text));
        }
    }

    [GeneratedRegex(
        @"<\|(?:start_header_id|header_start)\|>(system|user|assistant|ipython)<\|(?:end_header_id|header_end)\|>",
        RegexOptions.NonBacktracking)]
    private static partial Regex LlamaHeader();

    [GeneratedRegex(@"<\|(?:begin_of_text|eot_id|eot|end_of_text)\|>|</?s>", RegexOptions.NonBacktracking)]
    private static partial Regex LlamaControl();

    [GeneratedRegex(@"<｜(User|Assistant)｜>", RegexOptions.NonBacktracking)]
    private static partial Regex DeepSeekMark();

    [GeneratedRegex(@"<｜(?:begin|end)▁of▁sentence｜>", RegexOptions.NonBacktracking)]
    private static partial Regex DeepSeekControl();

    // Ends with the thought, or with the text where the thought is only begun for the model.
    [GeneratedRegex(@"<think>(?s:.*?)(?:</think>|\z)", RegexOptions.NonBacktracking)]
    private static partial Regex DeepSeekThought();

    [GeneratedRegex(@"(?:\A|\n\n)(Human|Assistant):", RegexOptions.NonBacktracking)]
    private static partial Regex ClaudeMark();

    [GeneratedRegex(@"(?:\A|\s)(Human|Assistant):", RegexOptions.NonBacktracking)]
    private static partial Regex LooseClaudeMark();

    [GeneratedRegex(@"^(User|Bot):", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex TitanMark();
}
