using Ganban.Corpus.Drawing;
using Ganban.Corpus.Evaluation;
using Microsoft.Extensions.AI;

namespace Ganban.Corpus.Tests;

/// <summary>A client that says what the evaluation's conversations have, or what a test makes of it.</summary>
internal sealed class KnowingClient(string kind, Split split, Func<Turn.Assistant, Turn.Assistant> change) : IChatClient
{
    private readonly List<Conversation> _conversations =
    [
        .. from number in Enumerable.Range(0, 60)
           from language in Enum.GetValues<Language>()
           select new ConversationSource(CorpusEvaluation.Seed, split).Draw(kind, language, number),
    ];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var all = messages.ToList();
        var turn = all.Count(message => message.Role != ChatRole.System);
        var conversation = _conversations.First(known => known.Turns.Count > turn
            && Replay.Until(known, 1) is var first
            && first.Select(m => m.Text).SequenceEqual(all.Take(first.Count).Select(m => m.Text)));
        var said = change((Turn.Assistant)conversation.Turns[turn]);
        var calls = conversation.Turns.Take(turn).OfType<Turn.Assistant>().Sum(earlier => earlier.Calls.Count);
        List<AIContent> contents =
        [
            new TextContent(said.Text),
            .. said.Calls.Select((call, index) => new FunctionCallContent($"call_{calls + index}", call.Name, call.Arguments
                .ToDictionary(
                    pair => pair.Key,
                    pair => (object?)System.Text.Json.JsonDocument.Parse(pair.Value!.ToJsonString()).RootElement))),
        ];
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, contents)));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
