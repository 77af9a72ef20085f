using System.Text;
using System.Text.Json.Nodes;
using Ganban.Corpus.Tools;
using Ganban.Inference.ChatTemplates;

namespace Ganban.Corpus.Format;

/// <summary>
/// The model's conversation format: ChatML with tool calls as Hermes writes them. A tool's result stands behind the
/// arguments of its call, so that of several results each says what it is of.
/// </summary>
public static class ChatFormat
{
    private static readonly ChatTemplate Parsed = ChatTemplate.Parse(Load());

    /// <summary>The chat template, as a model file carries it.</summary>
    public static string Template => Parsed.Source;

    /// <summary>The text of a conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="bosToken">The name of the begin-of-sequence token.</param>
    /// <param name="turns">How many of its turns; null for all.</param>
    /// <param name="opensTurn">Whether to end with the opening of the model's turn.</param>
    public static IReadOnlyList<PromptSegment> Render(
        Conversation conversation, string bosToken, int? turns = null, bool opensTurn = false)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return Parsed.Render(new ChatPrompt
        {
            Messages = Messages(conversation, turns ?? conversation.Turns.Count),
            Tools = conversation.Tools.Count == 0
                ? null
                : new JsonArray([.. conversation.Tools.Select(tool => tool.ToFunction())]),
            AddGenerationPrompt = opensTurn,
            BosToken = bosToken,
            Variables = conversation.Documents.Count == 0 ? null : new JsonObject
            {
                ["documents"] = new JsonArray([.. conversation.Documents.Select(document =>
                    new JsonObject { ["title"] = document.Title, ["text"] = document.Text })]),
            },
        });
    }

    private static JsonArray Messages(Conversation conversation, int turns)
    {
        var messages = new List<JsonNode?>();
        if (conversation.System.Length > 0)
        {
            messages.Add(Message("system", conversation.System));
        }

        var calls = 0;
        foreach (var turn in conversation.Turns.Take(turns))
        {
            switch (turn)
            {
                case Turn.User user:
                    messages.Add(Message("user", user.Text));
                    break;
                case Turn.Result result:
                    var answer = Message("tool", result.Text);
                    answer["tool_call_id"] = Id(result.Call);
                    messages.Add(answer);
                    break;
                case Turn.Assistant assistant:
                    var message = Message("assistant", assistant.Text);
                    if (assistant.Calls.Count > 0)
                    {
                        message["tool_calls"] = new JsonArray([.. assistant.Calls.Select(call => Call(call, calls++))]);
                    }

                    messages.Add(message);
                    break;
            }
        }

        return new JsonArray([.. messages]);
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private static JsonObject Call(ToolCall call, int number) => new()
    {
        ["id"] = Id(number),
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments.DeepClone() },
    };

    private static string Id(int call) => $"call_{call}";

    private static string Load()
    {
        using var stream = typeof(ChatFormat).Assembly.GetManifestResourceStream("chat.jinja")
            ?? throw new InvalidOperationException("The chat template is not in the assembly.");
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd().TrimEnd();
    }
}
