using Microsoft.Extensions.AI;

namespace Ganban.Corpus.Evaluation;

/// <summary>Conversations of the corpus as a client sends them.</summary>
internal static class Replay
{
    /// <summary>The conversation before a turn, as it should have gone.</summary>
    public static List<ChatMessage> Until(Conversation conversation, int turn)
    {
        var messages = new List<ChatMessage>();
        if (conversation.System.Length > 0)
        {
            messages.Add(new ChatMessage(ChatRole.System, conversation.System));
        }

        var calls = 0;
        foreach (var said in conversation.Turns.Take(turn))
        {
            messages.Add(said switch
            {
                Turn.User user => new ChatMessage(ChatRole.User, user.Text),
                Turn.Result result => new ChatMessage(
                    ChatRole.Tool, [new FunctionResultContent(Id(result.Call), result.Text)]),
                Turn.Assistant { Calls.Count: > 0 } assistant => new ChatMessage(ChatRole.Assistant,
                [
                    .. assistant.Calls.Select(call => new FunctionCallContent(
                        Id(calls++),
                        call.Name,
                        call.Arguments.ToDictionary(pair => pair.Key, pair => (object?)pair.Value?.DeepClone()))),
                ]),
                Turn.Assistant assistant => new ChatMessage(ChatRole.Assistant, assistant.Text),
                _ => throw new InvalidOperationException($"{said.GetType().Name} is no turn."),
            });
        }

        return messages;
    }

    private static string Id(int call) => $"call_{call}";
}
