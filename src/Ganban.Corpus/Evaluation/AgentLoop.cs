using Microsoft.Extensions.AI;

namespace Ganban.Corpus.Evaluation;

/// <summary>
/// An agent's conversation in a closed loop: the calls that the model makes are carried out, and what it makes of them
/// is what it goes on with.
/// </summary>
internal static class AgentLoop
{
    private const int StepsMax = 12;

    /// <summary>Lets the model do what the conversation shows.</summary>
    /// <returns>Its last words and its calls, or null if its context is too short.</returns>
    public static async Task<(string Text, List<Tools.ToolCall> Calls)?> Run(
        ModelUnderTest model,
        List<ChatMessage> messages,
        IReadOnlyList<Tools.Tool> tools,
        Func<Tools.ToolCall, string> execute,
        CancellationToken cancellationToken)
    {
        var made = new List<Tools.ToolCall>();
        for (var step = 0; step < StepsMax; step++)
        {
            if (await model.Ask(messages, tools, cancellationToken) is not { } reply)
            {
                return null;
            }

            messages.AddRange(reply.Message);
            if (reply.Calls.Count == 0)
            {
                return (reply.Text, made);
            }

            made.AddRange(reply.Calls);
            var ids = reply.Message.SelectMany(message => message.Contents).OfType<FunctionCallContent>();
            messages.AddRange(ids.Zip(reply.Calls, (content, call) => new ChatMessage(
                ChatRole.Tool, [new FunctionResultContent(content.CallId, execute(call))])));
        }

        return ("", made);
    }

    /// <summary>What a conversation's tools answer: its own results, to any search the documents that it found.
    /// </summary>
    public static Func<Tools.ToolCall, string> Results(Conversation conversation)
    {
        var calls = conversation.Turns.OfType<Turn.Assistant>().SelectMany(turn => turn.Calls).ToList();
        var results = conversation.Turns.OfType<Turn.Result>().ToList();
        return call =>
        {
            var same = calls.FindIndex(
                known => known.Name == call.Name && Agreement.Same(known.Arguments, call.Arguments));
            var isSearch = calls.Count > 1 && calls.FindLastIndex(known => known.Name == call.Name) == 0;
            return same >= 0 ? results[same].Text : isSearch ? results[0].Text : "error: not found";
        };
    }
}
