using System.Runtime.CompilerServices;
using System.Text.Json;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>
/// An engine that notes what it is asked and plays the updates that a test gives it: 180 ms to the first, 240 ms more
/// to the last.
/// </summary>
internal sealed class ScriptedChatClient(StepClock clock) : IChatClient, ITokenCounter
{
    private IReadOnlyList<ChatResponseUpdate> _updates = [Piece("ok"), End(2)];

    public const int PromptTokens = 8;

    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)> Asked { get; } = [];

    /// <summary>Thrown in place of the update with this index.</summary>
    public (int Index, Exception Exception)? Fault { get; set; }

    public (IReadOnlyList<ChatMessage> Messages, ChatOptions Options) Last => Asked[^1];

    public static ChatResponseUpdate Piece(string text, params TokenDetail[] tokens) => new(ChatRole.Assistant, text)
    {
        AdditionalProperties = tokens.Length > 0 ? new() { [ChatProperties.Tokens] = tokens } : [],
    };

    public static ChatResponseUpdate Thought(string text) =>
        new(ChatRole.Assistant, [new TextReasoningContent(text)]) { AdditionalProperties = [] };

    public static ChatResponseUpdate Call(string name, string arguments) => new(
        ChatRole.Assistant,
        [
            new FunctionCallContent("abcdefghi", name, JsonDocument.Parse(arguments).RootElement.EnumerateObject()
                .ToDictionary(member => member.Name, member => (object?)member.Value)),
        ])
    {
        AdditionalProperties = [],
    };

    public static ChatResponseUpdate End(int tokens, ChatFinishReason? reason = null, string? stop = null) => new(
        ChatRole.Assistant,
        [new UsageContent(new UsageDetails { InputTokenCount = PromptTokens, OutputTokenCount = tokens })])
    {
        FinishReason = reason ?? ChatFinishReason.Stop,
        AdditionalProperties = stop is null ? [] : new() { [ChatProperties.StopSequence] = stop },
    };

    public void Plays(params ChatResponseUpdate[] updates) => _updates = updates;

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Asked.Add(([.. messages], options!));
        await Task.Yield();
        clock.Advance(180);
        for (var i = 0; i < _updates.Count; i++)
        {
            if (Fault is { } fault && fault.Index == i)
            {
                throw fault.Exception;
            }

            if (_updates[i].FinishReason is not null)
            {
                clock.Advance(240);
            }

            _updates[i].AdditionalProperties![ChatProperties.PromptTokenCount] = PromptTokens;
            _updates[i].AdditionalProperties![ChatProperties.TokenCount] = i + 1;
            yield return _updates[i];
        }
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public ValueTask<int> CountTokens(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Asked.Add(([.. messages], options!));
        return ValueTask.FromResult(PromptTokens);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
