using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Reads what a Command R body says, and makes a conversation of it.</summary>
internal static class CohereChatTurns
{
    /// <summary>The turns before the message.</summary>
    public static IReadOnlyList<CohereTurn> ReadHistory(NativeBody root)
    {
        var turns = new List<CohereTurn>();
        foreach (var turn in root.Objects("chat_history"))
        {
            var role = turn.OneOf("role", ["USER", "CHATBOT"], required: true) ?? "USER";
            if (turn.Objects("tool_calls").Any())
            {
                throw InvocationErrors.NotImplemented("tool_calls of chat_history in Command R's format");
            }

            turns.Add(new(role, turn.RequiredText("message")));
            turn.RefuseOthers();
        }

        return turns;
    }

    /// <summary>The documents to answer from, with their fields in order.</summary>
    public static IReadOnlyList<CohereDocument> ReadDocuments(NativeBody root) =>
    [
        .. root.Objects("documents").Select((document, index) => new CohereDocument(
            index,
            [.. document.Names().Select(name => KeyValuePair.Create(name, document.RequiredText(name)))])),
    ];

    /// <summary>The conversation: the preamble, the history, the documents before the message.</summary>
    public static IReadOnlyList<ChatMessage> Of(
        string? preamble,
        IReadOnlyList<CohereTurn> history,
        IReadOnlyList<CohereDocument> documents,
        string message)
    {
        var turns = new List<ChatMessage>();
        if (!string.IsNullOrEmpty(preamble))
        {
            turns.Add(new(ChatRole.System, preamble));
        }

        turns.AddRange(history.Select(turn =>
            new ChatMessage(turn.Role == "USER" ? ChatRole.User : ChatRole.Assistant, turn.Message)));
        turns.Add(new(ChatRole.User, string.Join(
            "\n\n", documents.Select(document => $"Document: {document.Index}\n{document.Text}").Append(message))));
        return turns;
    }
}
